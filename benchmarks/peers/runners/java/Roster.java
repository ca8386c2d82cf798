import ai.timefold.solver.core.api.domain.solution.PlanningEntityCollectionProperty;
import ai.timefold.solver.core.api.domain.solution.PlanningScore;
import ai.timefold.solver.core.api.domain.solution.PlanningSolution;
import ai.timefold.solver.core.api.domain.solution.ProblemFactCollectionProperty;
import ai.timefold.solver.core.api.score.buildin.hardsoft.HardSoftScore;
import java.util.ArrayList;
import java.util.List;

/** The planning solution. */
@PlanningSolution
public final class Roster {
    @ProblemFactCollectionProperty
    List<Employee> employees = new ArrayList<>();
    @ProblemFactCollectionProperty
    List<Slot> slots = new ArrayList<>();
    @ProblemFactCollectionProperty
    List<Standing> standing = new ArrayList<>();
    @PlanningEntityCollectionProperty
    List<Cell> cells = new ArrayList<>();
    @PlanningScore
    HardSoftScore score;
}
