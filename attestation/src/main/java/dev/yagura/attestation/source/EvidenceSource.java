package dev.yagura.attestation.source;

import dev.yagura.attestation.Attester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What this program runs in, and who vouches for it there.
 *
 * @param name of the environment, for people
 * @param attester who vouches for the program; empty where nothing keeps it apart from its host
 */
public record EvidenceSource(String name, Optional<Attester> attester) {
    /** Nobody vouches: the program simulates an enclave. */
    public static final EvidenceSource NONE = new EvidenceSource("simulation", Optional.empty());

    private static final String GRAMINE = "dev/attestation";
    private static final String TSM = "sys/kernel/config/tsm/report";

    /** Set in whatever SCONE starts; {@code AUTO}, its default, falls back to simulation. */
    private static final String SCONE_MODE = "SCONE_MODE";

    /** Returns what this process runs in. */
    public static EvidenceSource find() throws IOException {
        return find(Path.of("/"), System.getenv());
    }

    /**
     * Returns what a process with this file system and environment runs in.
     *
     * @throws IOException if it runs in something that could vouch for it and is not set up to, or
     *     that this build does not know how to ask; going on as a simulation would hide that
     */
    static EvidenceSource find(Path root, Map<String, String> environment) throws IOException {
        String scone = environment.get(SCONE_MODE);
        if (scone != null) {
            throw new IOException(refusalOfScone(scone));
        }
        Path gramine = root.resolve(GRAMINE);
        if (GramineAttester.isAt(gramine)) {
            return new EvidenceSource("Gramine", Optional.of(GramineAttester.at(gramine)));
        }
        Path tsm = root.resolve(TSM);
        if (Files.isDirectory(tsm)) {
            return new EvidenceSource("Linux TSM", Optional.of(new TsmAttester(tsm)));
        }
        return NONE;
    }

    private static String refusalOfScone(String mode) {
        return mode.toUpperCase(Locale.ROOT).equals("HW")
                ? "SCONE: an identity that CAS injects is not supported"
                : "SCONE: %s is %s, expected HW: any other mode may run without SGX, unnoticed"
                        .formatted(SCONE_MODE, mode);
    }
}
