import ai.timefold.solver.core.api.solver.SolverFactory;
import ai.timefold.solver.core.config.constructionheuristic.ConstructionHeuristicPhaseConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.composite.CartesianProductMoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.composite.UnionMoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.generic.ChangeMoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.generic.RuinRecreateMoveSelectorConfig;
import ai.timefold.solver.core.config.heuristic.selector.move.generic.SwapMoveSelectorConfig;
import ai.timefold.solver.core.config.localsearch.LocalSearchPhaseConfig;
import ai.timefold.solver.core.config.solver.EnvironmentMode;
import ai.timefold.solver.core.config.solver.SolverConfig;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * The Curtois rostering problem for Timefold: one planning entity per employee and day that may be
 * worked, whose value is one of that day's shifts or nothing.
 *
 * <p>Arguments: instance file, file for the grid, milliseconds for everything since the machine
 * started. The last line printed is a JSON object with the hard and soft score.
 */
public final class Rostering {
    private static String grid(Roster roster) {
        StringBuilder text = new StringBuilder();
        Map<Integer, String> worked = new HashMap<>();
        for (Cell cell : roster.cells) {
            if (cell.getSlot() != null) {
                worked.put(cell.getPlace(), cell.shift());
            }
        }
        for (Employee employee : roster.employees) {
            text.append(employee.id());
            for (int day = 0; day < employee.days(); day++) {
                int place = employee.index() * (employee.days() + 1) + day;
                text.append(',').append(worked.getOrDefault(place, "-"));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** Lets the file be the text: whole at every moment, or not there. */
    private static void write(Path path, String text) throws IOException {
        Path beside = path.resolveSibling("." + path.getFileName() + ".tmp");
        Files.writeString(beside, text);
        Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private static long sinceStart() {
        return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }

    /**
     * The default late acceptance with the default moves, and two more: pairs of changes, and now
     * and then a few cells emptied and filled again.
     */
    private static LocalSearchPhaseConfig search() {
        var pairs = new CartesianProductMoveSelectorConfig(
                List.of(new ChangeMoveSelectorConfig(), new ChangeMoveSelectorConfig()));
        var ruin = new RuinRecreateMoveSelectorConfig()
                .withMinimumRuinedCount(2).withMaximumRuinedCount(8);
        ruin.setFixedProbabilityWeight(0.05);
        return new LocalSearchPhaseConfig().withMoveSelectorConfig(new UnionMoveSelectorConfig(
                List.of(new ChangeMoveSelectorConfig(), new SwapMoveSelectorConfig(), pairs, ruin)));
    }

    public static void main(String[] arguments) throws IOException {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.INFO);
        Roster problem = Instances.read(Path.of(arguments[0]));
        SolverConfig config = new SolverConfig()
                .withSolutionClass(Roster.class)
                .withEntityClasses(Cell.class)
                .withConstraintProviderClass(Rules.class)
                .withEnvironmentMode(EnvironmentMode.NO_ASSERT)
                .withPhases(new ConstructionHeuristicPhaseConfig(), search());
        long startup = sinceStart();
        config.withTerminationSpentLimit(
                Duration.ofMillis(Math.max(1, Long.parseLong(arguments[2]) - startup)));
        Roster best = SolverFactory.<Roster>create(config).buildSolver().solve(problem);
        write(Path.of(arguments[1]).toAbsolutePath(), grid(best));
        System.out.printf("{\"hard\": %d, \"soft\": %d, \"startup_ms\": %d}%n",
                best.score.hardScore(), best.score.softScore(), startup);
    }
}
