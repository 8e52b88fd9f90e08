package dev.yagura.testkit.kernels;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where another Debian suite than the machine's own can be had from: the same mirrors, told apart
 * from third-party sources by the suites they carry.
 */
final class DebianMirrors {
    private static final Set<String> SUITES =
            Set.of(
                    "buster",
                    "bullseye",
                    "bookworm",
                    "trixie",
                    "forky",
                    "duke",
                    "sid",
                    "stable",
                    "oldstable",
                    "oldoldstable",
                    "testing",
                    "unstable");

    private DebianMirrors() {}

    /**
     * Returns the sources that together carry one suite, its security and its point updates.
     *
     * @param machine what the machine's apt uses
     * @param suite code name of the wanted suite
     * @throws IOException if the machine uses no Debian mirror
     */
    static List<AptSource> sourcesFor(List<AptSource> machine, String suite) throws IOException {
        Set<AptSource> wanted = new LinkedHashSet<>();
        List<AptSource> security = new ArrayList<>();
        for (AptSource source : machine) {
            if (isSecurity(source)) {
                security.add(source);
            } else if (isMain(source)) {
                wanted.add(withSuite(source, source.uri(), suite));
                if (!suite.equals("sid")) {
                    wanted.add(withSuite(source, source.uri(), suite + "-updates"));
                }
            }
        }
        if (wanted.isEmpty()) {
            throw new IOException(
                    "apt: found no Debian mirror among %d sources of this machine, expected one;"
                                    .formatted(machine.size())
                            + " give a kernel by file instead");
        }
        if (!suite.equals("sid")) {
            if (security.isEmpty()) {
                security.addAll(besideMain(wanted));
            }
            for (AptSource source : security) {
                wanted.add(withSuite(source, source.uri(), suite + "-security"));
            }
        }
        return List.copyOf(wanted);
    }

    /** Guesses the security archive beside the main one, as most mirrors lay them out. */
    private static List<AptSource> besideMain(Set<AptSource> main) {
        List<AptSource> beside = new ArrayList<>();
        for (AptSource source : main) {
            String uri = source.uri().replaceFirst("/+$", "");
            if (uri.endsWith("/debian")) {
                beside.add(withSuite(source, uri + "-security", source.suite()));
            }
        }
        return beside;
    }

    private static boolean isMain(AptSource source) {
        return source.components().contains("main")
                && (SUITES.contains(source.suite().replaceFirst("-(updates|backports)$", ""))
                        || source.uri().matches(".*/debian/*"));
    }

    private static boolean isSecurity(AptSource source) {
        return source.components().contains("main")
                && SUITES.contains(source.suite().replaceFirst("(-security|/updates)$", ""))
                && !SUITES.contains(source.suite());
    }

    private static AptSource withSuite(AptSource source, String uri, String suite) {
        return new AptSource(uri, suite, List.of("main"), source.signedBy(), source.trusted());
    }
}
