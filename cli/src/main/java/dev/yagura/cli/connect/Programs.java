package dev.yagura.cli.connect;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.simulation.CodeMeasurement;
import dev.yagura.enclave.EnclaveMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The command lines of our own processes.
 *
 * <p>The launcher says in system properties where the two module paths are. The enclave's holds
 * what runs in the enclave and nothing else: no agent, no command line.
 */
final class Programs {
    /** Folder of the jars of this command and of the agent. */
    private static final String COMMAND_PATH = "yagura.lib";

    /** Folder of the jars of the enclave. */
    private static final String ENCLAVE_PATH = "yagura.enclave.lib";

    /** JVM options, separated by spaces, that every process of ours is started with. */
    private static final String JAVA_OPTIONS = "yagura.java.options";

    /**
     * What lets modules call the operating system, which this command was started with too: a cache
     * fits only the options that it was made with.
     */
    private static final String NATIVE = "yagura.native";

    /** Says that start-up caches of our processes are to be made anew, of what they do now. */
    private static final String RECORD = "yagura.record";

    /** A start-up cache stands beside its folder of jars under this ending. */
    private static final String CACHE_ENDING = ".aot";

    private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(5);

    /** A process that records writes its cache when it ends, which takes some seconds of CPU. */
    private static final Duration RECORDED_EXIT_TIMEOUT = Duration.ofMinutes(2);

    /**
     * A program.
     *
     * @param name what messages call it
     * @param command program and arguments
     * @param exitTimeout how long it may take to end
     */
    record Program(String name, List<String> command, Duration exitTimeout) {}

    private static final String ENCLAVE_MAIN = "dev.yagura.enclave/dev.yagura.enclave.EnclaveMain";

    private Programs() {}

    static Program agent() {
        Path folder = folder(COMMAND_PATH);
        return program(
                "agent",
                folder,
                List.of(folder.resolveSibling("agent" + CACHE_ENDING), cache(folder)),
                words(NATIVE),
                List.of("dev.yagura.cli/dev.yagura.cli.Main", "agent", "--stdio"));
    }

    /**
     * The enclave.
     *
     * @param simulated whether it is not to look for anybody who vouches for it
     */
    static Program enclave(boolean simulated) {
        Path folder = folder(ENCLAVE_PATH);
        return program(
                "enclave",
                folder,
                List.of(cache(folder)),
                List.of(),
                simulated ? List.of(ENCLAVE_MAIN, EnclaveMain.SIMULATED) : List.of(ENCLAVE_MAIN));
    }

    /** Measures the enclave's code as the enclave itself does. */
    static Sha256 enclaveMeasurement() throws IOException {
        try (Stream<Path> jars = Files.list(folder(ENCLAVE_PATH))) {
            return CodeMeasurement.of(
                    jars.filter(jar -> jar.toString().endsWith(".jar")).sorted().toList());
        }
    }

    private static Path cache(Path folder) {
        return folder.resolveSibling(folder.getFileName() + CACHE_ENDING);
    }

    /** Takes the first of the caches that is there, or makes the first one. */
    private static Program program(
            String name,
            Path folder,
            List<Path> caches,
            List<String> moreOptions,
            List<String> moduleAndArguments) {
        boolean recorded = Boolean.getBoolean(RECORD);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (recorded) {
            command.add("-XX:AOTCacheOutput=" + caches.getFirst());
        } else {
            caches.stream()
                    .filter(cache -> cache.toFile().length() > 0) // empty: could not be made
                    .findFirst()
                    .ifPresent(cache -> command.add("-XX:AOTCache=" + cache));
        }
        command.addAll(words(JAVA_OPTIONS));
        command.addAll(moreOptions);
        command.add("-p");
        command.add(folder.toString());
        command.add("-m");
        command.addAll(moduleAndArguments);
        return new Program(name, command, recorded ? RECORDED_EXIT_TIMEOUT : EXIT_TIMEOUT);
    }

    private static List<String> words(String property) {
        return Stream.of(System.getProperty(property, "").split(" "))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static Path folder(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException(
                    "system property %s is not set: start yagura with its launcher"
                            .formatted(property));
        }
        return Path.of(value);
    }
}
