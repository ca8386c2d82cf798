import ai.timefold.solver.core.api.domain.entity.PlanningEntity;
import ai.timefold.solver.core.api.domain.lookup.PlanningId;
import ai.timefold.solver.core.api.domain.valuerange.ValueRangeProvider;
import ai.timefold.solver.core.api.domain.variable.PlanningVariable;
import java.util.List;

/** One employee on one day that may be worked: the entity, whose value is a slot or nothing. */
@PlanningEntity
public final class Cell {
    @PlanningId
    private int place;
    private Employee employee;
    private int day;
    private int[] wishes;
    private List<Slot> range;
    private Slot slot;

    public Cell() {
    }

    Cell(Employee employee, int day, List<Slot> range, int shifts) {
        // One more than the days, so that nobody's last day meets another's first.
        this.place = employee.index() * (employee.days() + 1) + day;
        this.employee = employee;
        this.day = day;
        this.range = range;
        this.wishes = new int[shifts];
    }

    @ValueRangeProvider
    public List<Slot> getRange() {
        return range;
    }

    @PlanningVariable(allowsUnassigned = true)
    public Slot getSlot() {
        return slot;
    }

    public void setSlot(Slot slot) {
        this.slot = slot;
    }

    public int getPlace() {
        return place;
    }

    int next() {
        return place + 1;
    }

    Employee employee() {
        return employee;
    }

    int day() {
        return day;
    }

    int week() {
        return day / 7;
    }

    boolean weekend() {
        return day % 7 >= 5;
    }

    int minutes() {
        return slot.minutes;
    }

    String shift() {
        return slot.shift;
    }

    void wish(int shift, int cost) {
        wishes[shift] += cost;
    }

    int wish() {
        return wishes[slot.index];
    }

    boolean blocks(Cell after) {
        return slot.blocked.contains(after.slot.shift);
    }
}
