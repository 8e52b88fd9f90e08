package dev.yagura.testkit.kernels;

import java.util.List;

/**
 * One archive of one suite that apt may fetch binary packages from.
 *
 * @param uri base of the archive
 * @param suite for example {@code bookworm} or {@code bookworm-security}
 * @param components for example {@code main}
 * @param signedBy keyring file, fingerprint or ASCII-armoured key block; empty if apt's default
 *     keys apply
 * @param trusted whether the machine's owner waived signatures for this source
 */
record AptSource(
        String uri, String suite, List<String> components, String signedBy, boolean trusted) {
    AptSource {
        components = List.copyOf(components);
    }
}
