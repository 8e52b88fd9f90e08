package dev.yagura.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Fuzzes every target for {@code -Dfuzz.seconds=N}, two at a time, each in a JVM of its own; {@code
 * -Dfuzz.target=NAME} picks one. Those of disks, packets and rules are many, and a run of all tests
 * is to end within half an hour: they are fuzzed with {@code -Dfuzz.all=true}, and {@link
 * RegressionTest} reads their seeds in any case.
 *
 * <p>A finding's input is left in {@code target/fuzz/NAME/}; it belongs into the target's {@code
 * regressions} once what it found is mended.
 */
@EnabledIfSystemProperty(named = "fuzz.seconds", matches = "[1-9]\\d*")
class FuzzTest {
    private static final int AT_ONCE = 2;

    /** What reads guest memory and what comes over the wire. */
    private static final Set<FuzzTarget> EACH_TIME =
            EnumSet.of(
                    FuzzTarget.ELF_CORE,
                    FuzzTarget.PAGE_TABLES,
                    FuzzTarget.KALLSYMS,
                    FuzzTarget.BTF,
                    FuzzTarget.NBD,
                    FuzzTarget.CONTROL);

    /** Exit status of libFuzzer for a clean run that reached its time. */
    private static final int NO_FINDING = 0;

    @Test
    void findsNothing() throws Exception {
        int seconds = Integer.getInteger("fuzz.seconds", 0);
        String only = System.getProperty("fuzz.target", "");
        List<FuzzTarget> targets =
                Arrays.stream(FuzzTarget.values())
                        .filter(target -> isWanted(target, only))
                        .toList();
        assertThat(targets).as("targets called '%s'", only).isNotEmpty();
        List<Future<String>> runs = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (FuzzTarget target : targets) {
                runs.add(threads.submit(() -> fuzz(target, seconds)));
            }
        }
        assertThat(findings(runs)).isEmpty();
    }

    private static boolean isWanted(FuzzTarget target, String only) {
        return only.isEmpty()
                ? EACH_TIME.contains(target) || Boolean.getBoolean("fuzz.all")
                : target.folder().equals(only);
    }

    private static List<String> findings(List<Future<String>> runs)
            throws InterruptedException, ExecutionException {
        List<String> findings = new ArrayList<>();
        for (Future<String> run : runs) {
            if (!run.get().isEmpty()) {
                findings.add(run.get());
            }
        }
        return findings;
    }

    /** Returns what was found, empty for nothing. */
    private static String fuzz(FuzzTarget target, int seconds)
            throws IOException, InterruptedException {
        Path folder = Path.of("target", "fuzz", target.folder());
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        Path log = folder.resolve("log.txt");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx1g",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-XX:+EnableDynamicAgentLoading",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "com.code_intelligence.jazzer.Jazzer",
                                "--target_class=" + target.entry().getName(),
                                "--instrumentation_includes=dev.yagura.**",
                                "--reproducer_path=" + folder,
                                "-artifact_prefix=" + folder + "/",
                                "-max_total_time=" + seconds,
                                "-timeout=20",
                                "-rss_limit_mb=2500",
                                corpus.toString(),
                                Corpus.seeds(target).toString()));
        if (Files.isDirectory(Corpus.regressions(target))) {
            command.add(Corpus.regressions(target).toString());
        }
        int status =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start()
                        .waitFor();
        String output = Files.readString(log);
        if (status == NO_FINDING && output.contains("Done ")) {
            System.out.println(target.folder() + ": " + lastLine(output));
            return "";
        }
        return target.folder() + ": exit status " + status + ", see " + log + "\n" + tail(output);
    }

    private static String lastLine(String output) {
        return output.substring(output.lastIndexOf("Done ")).strip();
    }

    private static String tail(String output) {
        int marker = output.indexOf("== Java Exception");
        int from = marker >= 0 ? marker : Math.max(0, output.length() - 2000);
        return output.substring(from, Math.min(output.length(), from + 3000));
    }
}
