import java.util.List;

/** A shift of one day with its cover row. */
public final class Slot {
    final int day;
    final String shift;
    final int index;
    final int minutes;
    final List<String> blocked;
    int wanted;
    int under;
    int over;

    Slot(int day, String shift, int index, int minutes, List<String> blocked) {
        this.day = day;
        this.shift = shift;
        this.index = index;
        this.minutes = minutes;
        this.blocked = blocked;
    }

    int cost(int staffed) {
        return staffed < wanted ? under * (wanted - staffed) : over * (staffed - wanted);
    }
}
