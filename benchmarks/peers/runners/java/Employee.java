import java.util.Map;

/** One employee with the limits of their row; two are the same only if they are one object. */
public record Employee(String id, int index, int days, Map<String, Integer> caps, int maxMinutes,
        int minMinutes, int maxOn, int minOn, int minOff, int maxWeekends) {

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return index;
    }
}
