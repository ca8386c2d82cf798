import ai.timefold.solver.core.api.score.buildin.hardsoft.HardSoftScore;
import ai.timefold.solver.core.api.score.stream.Constraint;
import ai.timefold.solver.core.api.score.stream.ConstraintCollectors;
import ai.timefold.solver.core.api.score.stream.ConstraintFactory;
import ai.timefold.solver.core.api.score.stream.ConstraintProvider;
import ai.timefold.solver.core.api.score.stream.Joiners;
import ai.timefold.solver.core.api.score.stream.bi.BiConstraintStream;
import ai.timefold.solver.core.api.score.stream.common.Break;
import ai.timefold.solver.core.api.score.stream.common.Sequence;
import ai.timefold.solver.core.api.score.stream.common.SequenceChain;

/** Hard: the rules of a row. Soft: cover and requests. */
public final class Rules implements ConstraintProvider {
    @Override
    public Constraint[] defineConstraints(ConstraintFactory factory) {
        return new Constraint[] {
            rotation(factory), maxShifts(factory), maxMinutes(factory), minMinutes(factory),
            maxOn(factory), minOn(factory), minOff(factory), maxWeekends(factory),
            cover(factory), onWishes(factory), offWishes(factory), standing(factory)
        };
    }

    private Constraint rotation(ConstraintFactory factory) {
        return factory.forEach(Cell.class)
                .join(Cell.class, Joiners.equal(Cell::next, Cell::getPlace))
                .filter(Cell::blocks)
                .penalize(HardSoftScore.ONE_HARD)
                .asConstraint("rotation");
    }

    private Constraint maxShifts(ConstraintFactory factory) {
        return factory.forEach(Cell.class)
                .groupBy(Cell::employee, Cell::shift, ConstraintCollectors.count())
                .filter((employee, shift, count) -> count > employee.caps().get(shift))
                .penalize(HardSoftScore.ONE_HARD,
                        (employee, shift, count) -> count - employee.caps().get(shift))
                .asConstraint("at most so many of a shift");
    }

    private BiConstraintStream<Employee, Integer> minutes(ConstraintFactory factory) {
        return factory.forEach(Cell.class)
                .groupBy(Cell::employee, ConstraintCollectors.sum(Cell::minutes));
    }

    private Constraint maxMinutes(ConstraintFactory factory) {
        return minutes(factory)
                .filter((employee, sum) -> sum > employee.maxMinutes())
                .penalize(HardSoftScore.ONE_HARD,
                        (employee, sum) -> hours(sum - employee.maxMinutes()))
                .asConstraint("at most so many minutes");
    }

    private Constraint minMinutes(ConstraintFactory factory) {
        return minutes(factory)
                .complement(Employee.class, employee -> 0)
                .filter((employee, sum) -> sum < employee.minMinutes())
                .penalize(HardSoftScore.ONE_HARD,
                        (employee, sum) -> hours(employee.minMinutes() - sum))
                .asConstraint("at least so many minutes");
    }

    private BiConstraintStream<Employee, SequenceChain<Cell, Integer>> chains(
            ConstraintFactory factory) {
        return factory.forEach(Cell.class)
                .groupBy(Cell::employee,
                        ConstraintCollectors.toConsecutiveSequences(Cell::day));
    }

    private BiConstraintStream<Employee, Sequence<Cell, Integer>> stretches(
            ConstraintFactory factory) {
        return chains(factory).flattenLast(SequenceChain::getConsecutiveSequences);
    }

    private Constraint maxOn(ConstraintFactory factory) {
        return stretches(factory)
                .filter((employee, stretch) -> stretch.getCount() > employee.maxOn())
                .penalize(HardSoftScore.ONE_HARD,
                        (employee, stretch) -> stretch.getCount() - employee.maxOn())
                .asConstraint("at most so many days on");
    }

    private Constraint minOn(ConstraintFactory factory) {
        return stretches(factory)
                .filter((employee, stretch) -> stretch.getCount() < employee.minOn()
                        && stretch.getFirstItem().day() > 0
                        && stretch.getLastItem().day() < employee.days() - 1)
                .penalize(HardSoftScore.ONE_HARD,
                        (employee, stretch) -> employee.minOn() - stretch.getCount())
                .asConstraint("at least so many days on");
    }

    private Constraint minOff(ConstraintFactory factory) {
        return chains(factory)
                .flattenLast(SequenceChain::getBreaks)
                .filter((employee, pause) -> daysOff(pause) < employee.minOff())
                .penalize(HardSoftScore.ONE_HARD,
                        (employee, pause) -> employee.minOff() - daysOff(pause))
                .asConstraint("at least so many days off");
    }

    private static int daysOff(Break<Cell, Integer> pause) {
        return pause.getNextSequenceStart().day() - pause.getPreviousSequenceEnd().day() - 1;
    }

    private Constraint maxWeekends(ConstraintFactory factory) {
        return factory.forEach(Cell.class)
                .filter(Cell::weekend)
                .groupBy(Cell::employee, ConstraintCollectors.countDistinct(Cell::week))
                .filter((employee, count) -> count > employee.maxWeekends())
                .penalize(HardSoftScore.ONE_HARD,
                        (employee, count) -> count - employee.maxWeekends())
                .asConstraint("at most so many weekends");
    }

    private Constraint cover(ConstraintFactory factory) {
        return factory.forEach(Cell.class)
                .groupBy(Cell::getSlot, ConstraintCollectors.count())
                .complement(Slot.class, slot -> 0)
                .filter((slot, staffed) -> slot.cost(staffed) > 0)
                .penalize(HardSoftScore.ONE_SOFT, Slot::cost)
                .asConstraint("cover");
    }

    private Constraint onWishes(ConstraintFactory factory) {
        return factory.forEach(Cell.class)
                .filter(cell -> cell.wish() < 0)
                .reward(HardSoftScore.ONE_SOFT, cell -> -cell.wish())
                .asConstraint("shift asked for");
    }

    private Constraint offWishes(ConstraintFactory factory) {
        return factory.forEach(Cell.class)
                .filter(cell -> cell.wish() > 0)
                .penalize(HardSoftScore.ONE_SOFT, Cell::wish)
                .asConstraint("shift asked off");
    }

    private Constraint standing(ConstraintFactory factory) {
        return factory.forEach(Standing.class)
                .penalize(HardSoftScore.ONE_SOFT, Standing::cost)
                .asConstraint("all shifts asked for");
    }

    private static int hours(int minutes) {
        return (minutes + 59) / 60;
    }
}
