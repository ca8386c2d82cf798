"""What the scenario file ``Sc-*`` of an INRC-II data set says, each bad line told by its number."""

from dataclasses import dataclass, field

from nightfloat.domain.shifts import MANY_SHIFTS
from nightfloat.io.faults import Faults
from nightfloat.io.folder.cells import read_exact_id, read_id
from nightfloat.io.inrc2_sections import BadLine, Sections, Words, fresh, known, number, pair

SCENARIO, WEEKS, SKILLS, SHIFTS, NOT_NEXT, CONTRACTS, NURSES = HEADINGS = (
    "SCENARIO",
    "WEEKS",
    "SKILLS",
    "SHIFT_TYPES",
    "FORBIDDEN_SHIFT_TYPES_SUCCESSIONS",
    "CONTRACTS",
    "NURSES",
)
ANY, NONE = "Any", "None"
# Words that mean more than one shift type wherever a shift type is named.
TAKEN = (ANY, NONE, *MANY_SHIFTS)
MANY = 10_000
LONGEST = 52

type Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ContractLine:
    """What a contract asks of its people over the whole horizon."""

    id: str
    total: Range
    work: Range
    off: Range
    weekends: int
    complete: bool


@dataclass(frozen=True, slots=True)
class NurseLine:
    """One person with contract and skills."""

    id: str
    contract: str
    skills: tuple[str, ...]


@dataclass(slots=True)
class Scenario:
    """What the file says; ``shifts`` has the range of the run lengths of each shift type."""

    name: str
    weeks: int = 0
    skills: list[str] = field(default_factory=list[str])
    shifts: dict[str, Range] = field(default_factory=dict[str, Range])
    not_next: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    contracts: dict[str, ContractLine] = field(default_factory=dict[str, ContractLine])
    nurses: dict[str, NurseLine] = field(default_factory=dict[str, NurseLine])


def parse_scenario(text: str, file: str, name: str, faults: Faults) -> Scenario:
    """Return what the scenario ``name`` says; whatever is wrong with it is in ``faults``."""
    return _Parser(Sections(file, text, HEADINGS, faults), Scenario(name)).parse()


def belongs(word: str, name: str) -> None:
    """Refuse a file that says it is of another data set; n021w4 calls itself n021w4_2."""
    if word.split("_")[0] != name:
        message = f"the file says it belongs to {word!r}, not {name!r}"
        raise BadLine(message)


class _Parser:
    def __init__(self, sections: Sections, said: Scenario) -> None:
        self.sections, self.said = sections, said

    def parse(self) -> Scenario:
        read = self.sections.read
        self.sections.value(SCENARIO, lambda value: belongs(value, self.said.name))
        self.sections.value(WEEKS, self._weeks)
        read(SKILLS, range(1, 2), self._skill, "'Nurse'")
        read(SHIFTS, range(2, 3), self._shift, "'Early (2,5)'")
        read(NOT_NEXT, range(2, MANY), self._not_next, "'Late 1 Early'")
        read(CONTRACTS, range(6, 7), self._contract, "'Full (15,22) (3,5) (2,3) 2 1'")
        read(NURSES, range(3, MANY), self._nurse, "'Sara Full 1 Nurse'")
        self.sections.counted(SKILLS, SHIFTS, CONTRACTS, NURSES)
        self._complete()
        return self.said

    def _complete(self) -> None:
        said = self.said
        tables = ((SKILLS, said.skills), (SHIFTS, said.shifts), (NURSES, said.nurses))
        for heading, found in tables:
            if not found:
                self.sections.fault(f"{heading} has no sound line; give it one at least")
        for shift in said.shifts:
            if shift not in said.not_next:
                text = f"{NOT_NEXT} has no line for {shift}; is the file cut off?"
                self.sections.fault(text)

    def _weeks(self, value: str) -> None:
        self.said.weeks = number(value, "the number of weeks")
        if not 0 < self.said.weeks <= LONGEST:
            message = f"a horizon of {self.said.weeks} weeks is not between 1 and {LONGEST}"
            raise BadLine(message)

    def _skill(self, words: Words) -> None:
        self.said.skills.append(fresh(_plain(words[0]), self.said.skills, "skill"))

    def _shift(self, words: Words) -> None:
        id_ = fresh(_plain(words[0]), self.said.shifts, "shift type")
        self.said.shifts[id_] = _run(words[1], "the run")

    def _not_next(self, words: Words) -> None:
        id_ = fresh(
            known(words[0], self.said.shifts, "shift type"), self.said.not_next, "shift type"
        )
        later = tuple(known(word, self.said.shifts, "shift type") for word in words[2:])
        _agrees(words[1], len(later), "shift types")
        self.said.not_next[id_] = later

    def _contract(self, words: Words) -> None:
        id_ = fresh(read_id(words[0]), self.said.contracts, "contract")
        if words[5] not in ("0", "1"):
            message = f"complete weekends {words[5]!r} is neither 0 nor 1"
            raise BadLine(message)
        self.said.contracts[id_] = ContractLine(
            id_,
            total=pair(words[1], "the total"),
            work=_run(words[2], "the run of work"),
            off=_run(words[3], "the run of days off"),
            weekends=number(words[4], "the number of weekends"),
            complete=words[5] == "1",
        )

    def _nurse(self, words: Words) -> None:
        id_ = fresh(read_exact_id(words[0]), self.said.nurses, "nurse")
        contract = known(words[1], self.said.contracts, "contract")
        skills = tuple(known(word, self.said.skills, "skill") for word in words[3:])
        _agrees(words[2], len(skills), "skills")
        if not skills:
            message = f"{id_} has no skill; give at least one"
            raise BadLine(message)
        self.said.nurses[id_] = NurseLine(id_, contract, skills)


def _run(word: str, name: str) -> Range:
    least, most = pair(word, name)
    if most == 0:
        message = f"{name} {word} has a length of 0 days at most; write 1 or more"
        raise BadLine(message)
    return least, most


def _agrees(word: str, count: int, what: str) -> None:
    if number(word, f"the number of {what}") != count:
        message = f"the line says {word} {what} and names {count}; is the file cut off?"
        raise BadLine(message)


def _plain(word: str) -> str:
    """Return the id of a shift type or skill: of the two ``shift/skill`` is made."""
    id_ = read_exact_id(word)
    if "/" in id_ or id_ in TAKEN:
        message = f"{id_!r} cannot name a shift type or skill here; choose another word"
        raise BadLine(message)
    return id_
