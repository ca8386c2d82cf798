import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads an instance file into a roster that nobody works yet. */
final class Instances {
    private static Map<String, List<String[]>> sections(Path file) throws IOException {
        Map<String, List<String[]>> found = new HashMap<>();
        List<String[]> rows = new ArrayList<>();
        for (String raw : Files.readAllLines(file)) {
            String line = raw.strip();
            if (line.startsWith("SECTION_")) {
                rows = found.computeIfAbsent(line, name -> new ArrayList<>());
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                rows.add(line.split(",", -1));
            }
        }
        return found;
    }

    static Roster read(Path file) throws IOException {
        Map<String, List<String[]>> said = sections(file);
        int days = Integer.parseInt(said.get("SECTION_HORIZON").get(0)[0]);
        Roster roster = new Roster();
        List<List<Slot>> ofDay = new ArrayList<>();
        Map<String, Integer> index = new LinkedHashMap<>();
        for (String[] row : said.get("SECTION_SHIFTS")) {
            index.put(row[0], index.size());
        }
        for (int day = 0; day < days; day++) {
            ofDay.add(new ArrayList<>());
            for (String[] row : said.get("SECTION_SHIFTS")) {
                Slot slot = new Slot(day, row[0], index.get(row[0]), Integer.parseInt(row[1]),
                        List.of(row[2].split("\\|")));
                ofDay.get(day).add(slot);
                roster.slots.add(slot);
            }
        }
        for (String[] row : said.get("SECTION_COVER")) {
            Slot slot = ofDay.get(Integer.parseInt(row[0])).get(index.get(row[1]));
            slot.wanted = Integer.parseInt(row[2]);
            slot.under = Integer.parseInt(row[3]);
            slot.over = Integer.parseInt(row[4]);
        }
        Map<String, Cell> cells = cells(said, roster, ofDay, index.size());
        int standing = 0;
        for (String[] row : said.getOrDefault("SECTION_SHIFT_ON_REQUESTS", List.of())) {
            standing += Integer.parseInt(row[3]);
            wish(cells, row, index, -1);
        }
        for (String[] row : said.getOrDefault("SECTION_SHIFT_OFF_REQUESTS", List.of())) {
            wish(cells, row, index, 1);
        }
        roster.standing.add(new Standing(standing));
        return roster;
    }

    private static Map<String, Cell> cells(Map<String, List<String[]>> said, Roster roster,
            List<List<Slot>> ofDay, int shifts) {
        Map<String, List<String>> off = new HashMap<>();
        for (String[] row : said.getOrDefault("SECTION_DAYS_OFF", List.of())) {
            off.computeIfAbsent(row[0], id -> new ArrayList<>()).addAll(List.of(row));
        }
        Map<String, Cell> found = new HashMap<>();
        for (String[] row : said.get("SECTION_STAFF")) {
            Map<String, Integer> caps = new HashMap<>();
            for (String part : row[1].split("\\|")) {
                String[] pair = part.split("=");
                caps.put(pair[0], Integer.parseInt(pair[1]));
            }
            int[] n = new int[row.length];
            for (int i = 2; i < row.length; i++) {
                n[i] = Integer.parseInt(row[i].strip());
            }
            Employee employee = new Employee(row[0], roster.employees.size(), ofDay.size(), caps,
                    n[2], n[3], n[4], n[5], n[6], n[7]);
            roster.employees.add(employee);
            List<String> away = off.getOrDefault(row[0], List.of("", ""));
            for (int day = 0; day < ofDay.size(); day++) {
                if (away.subList(1, away.size()).contains(Integer.toString(day))) {
                    continue;
                }
                List<Slot> range = ofDay.get(day).stream()
                        .filter(slot -> caps.getOrDefault(slot.shift, 0) > 0)
                        .collect(Collectors.toList());
                if (!range.isEmpty()) {
                    Cell cell = new Cell(employee, day, range, shifts);
                    roster.cells.add(cell);
                    found.put(row[0] + "," + day, cell);
                }
            }
        }
        return found;
    }

    private static void wish(Map<String, Cell> cells, String[] row, Map<String, Integer> index,
            int sign) {
        Cell cell = cells.get(row[0] + "," + Integer.parseInt(row[1]));
        if (cell != null) {
            cell.wish(index.get(row[2]), sign * Integer.parseInt(row[3]));
        }
    }
}
