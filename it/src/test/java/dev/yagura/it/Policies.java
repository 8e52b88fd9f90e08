package dev.yagura.it;

import dev.yagura.attestation.simulation.CodeMeasurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Appraisal policies as a user writes them. */
final class Policies {
    private Policies() {}

    /** Accepts simulated evidence of the enclave of this build, and these keys without evidence. */
    static String ourEnclaveOr(String... keyHashes) throws IOException {
        return policy(true, List.of(enclaveMeasurement()), List.of(keyHashes));
    }

    /** Accepts the enclave of this build on real hardware only, which is nowhere here. */
    static String hardwareOnly() throws IOException {
        return policy(false, List.of(enclaveMeasurement()), List.of());
    }

    /** Accepts simulated evidence of another program. */
    static String anotherProgram() {
        return policy(true, List.of("42".repeat(32)), List.of());
    }

    /** Accepts these keys, whatever runs behind them. */
    static String pinning(String... keyHashes) {
        return policy(false, List.of(), List.of(keyHashes));
    }

    private static String policy(
            boolean allowSimulated, List<String> mrenclave, List<String> pinnedKeys) {
        return "{\"allowSimulated\": %s, \"mrenclave\": %s, \"pinnedKeys\": %s}"
                .formatted(allowSimulated, list(mrenclave), list(pinnedKeys));
    }

    private static String list(List<String> texts) {
        return texts.stream().map("\"%s\""::formatted).collect(Collectors.joining(", ", "[", "]"));
    }

    /** Measures the enclave's jars, as anybody can who has the same release. */
    static String enclaveMeasurement() throws IOException {
        try (Stream<Path> jars = Files.list(Launcher.ofThisBuild().enclaveLib())) {
            return CodeMeasurement.of(
                            jars.filter(jar -> jar.toString().endsWith(".jar")).sorted().toList())
                    .hex();
        }
    }
}
