package dev.yagura.cli.connect;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.simulation.CodeMeasurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** A start-up cache stands beside its folder of jars under this ending. */
    private static final String CACHE_ENDING = ".aot";

    /**
     * A program.
     *
     * @param name what messages call it
     * @param command program and arguments
     */
    record Program(String name, List<String> command) {}

    private Programs() {}

    static Program agent() {
        return new Program(
                "agent",
                command(
                        folder(COMMAND_PATH),
                        List.of("--enable-native-access=dev.yagura.hypervisor"),
                        "dev.yagura.cli/dev.yagura.cli.Main",
                        "agent",
                        "--stdio"));
    }

    static Program enclave() {
        return new Program(
                "enclave",
                command(
                        folder(ENCLAVE_PATH),
                        List.of(),
                        "dev.yagura.enclave/dev.yagura.enclave.EnclaveMain"));
    }

    /** Measures the enclave's code as the enclave itself does. */
    static Sha256 enclaveMeasurement() throws IOException {
        try (Stream<Path> jars = Files.list(folder(ENCLAVE_PATH))) {
            return CodeMeasurement.of(
                    jars.filter(jar -> jar.toString().endsWith(".jar")).sorted().toList());
        }
    }

    private static List<String> command(
            Path folder, List<String> moreOptions, String module, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Path cache = folder.resolveSibling(folder.getFileName() + CACHE_ENDING);
        if (Files.exists(cache)) {
            command.add("-XX:AOTCache=" + cache);
        }
        String options = System.getProperty(JAVA_OPTIONS, "");
        Stream.of(options.split(" ")).filter(option -> !option.isEmpty()).forEach(command::add);
        command.addAll(moreOptions);
        command.add("-p");
        command.add(folder.toString());
        command.add("-m");
        command.add(module);
        command.addAll(List.of(arguments));
        return command;
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
