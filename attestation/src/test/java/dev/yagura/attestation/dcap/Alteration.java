package dev.yagura.attestation.dcap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does to a bundle what a negative of the vectors says in words; words it has not are a failure.
 */
final class Alteration {

    @FunctionalInterface
    private interface Step {
        void apply(Matcher words, Path base, Bundle bundle);
    }

    private static final Map<Pattern, Step> STEPS =
            Map.ofEntries(
                    step(
                            "quote\\.bin byte (\\d+) \\^= 1",
                            (words, base, bundle) -> flip(bundle.quote, words)),
                    step(
                            "quote\\.bin cut by (\\d+) bytes",
                            (words, base, bundle) ->
                                    bundle.quote =
                                            Arrays.copyOf(
                                                    bundle.quote,
                                                    bundle.quote.length
                                                            - Integer.parseInt(words.group(1)))),
                    step(
                            "tcb_info\\.json (\".*\") -> (\".*\")",
                            (words, base, bundle) ->
                                    bundle.editTcbInfo(words.group(1), words.group(2))),
                    step(
                            "tcb_info\\.json re-serialised with a space.*",
                            (words, base, bundle) -> bundle.editTcbInfo(":", ": ")),
                    step(
                            "qe_identity\\.json (\\w+) (\\d+) -> (\\d+)",
                            (words, base, bundle) ->
                                    bundle.editQeIdentity(
                                            "\"%s\":%s".formatted(words.group(1), words.group(2)),
                                            "\"%s\":%s".formatted(words.group(1), words.group(3)))),
                    step(
                            "tcb_info taken from (\\S+)",
                            (words, base, bundle) -> tcbInfoOf(other(base, words), bundle)),
                    step(
                            "tcb_info and qe_identity of (\\S+)",
                            (words, base, bundle) -> {
                                Bundle other = other(base, words);
                                tcbInfoOf(other, bundle);
                                bundle.qeIdentity = other.qeIdentity;
                                bundle.qeIdentitySignature = other.qeIdentitySignature;
                            }),
                    step(
                            "pck_crl\\.der of the Platform CA for a Processor CA leaf",
                            (words, base, bundle) -> bundle.pckCrl = Optional.of(platformCrl())),
                    step(
                            "pck_crl\\.der byte (\\d+) \\^= 1",
                            (words, base, bundle) -> flip(bundle.pckCrl.orElseThrow(), words)),
                    step(
                            "tcb_signing_chain\\.pem replaced by pck_chain\\.pem",
                            (words, base, bundle) ->
                                    bundle.signingChain =
                                            Vectors.read(base.resolve("pck_chain.pem"))),
                    step(
                            "tcb_signing_chain\\.pem from (\\S+) .*",
                            (words, base, bundle) ->
                                    bundle.signingChain =
                                            Vectors.read(
                                                    base.resolveSibling(words.group(1))
                                                            .resolve("tcbSignChain.pem"))),
                    // Only the time of these is unusual.
                    step("(?:time|after) .*", (words, base, bundle) -> {}));

    private Alteration() {}

    private static Map.Entry<Pattern, Step> step(String words, Step step) {
        return Map.entry(Pattern.compile(words), step);
    }

    static void apply(String how, Path base, Bundle bundle) {
        for (Map.Entry<Pattern, Step> step : STEPS.entrySet()) {
            Matcher words = step.getKey().matcher(how);
            if (words.matches()) {
                step.getValue().apply(words, base, bundle);
                return;
            }
        }
        throw new AssertionError("unknown alteration: " + how);
    }

    private static void flip(byte[] bytes, Matcher words) {
        bytes[Integer.parseInt(words.group(1))] ^= 1;
    }

    private static Bundle other(Path base, Matcher words) {
        return Bundle.read(base.resolveSibling(words.group(1)));
    }

    private static void tcbInfoOf(Bundle other, Bundle bundle) {
        bundle.tcbInfo = other.tcbInfo;
        bundle.tcbInfoSignature = other.tcbInfoSignature;
    }

    /** Returns the list of any bundle whose authority is the Platform CA. */
    private static byte[] platformCrl() {
        return Vectors.bundles().stream()
                .map(Bundle::read)
                .flatMap(bundle -> bundle.pckCrl.stream())
                .filter(list -> new String(list, ISO_8859_1).contains("PCK Platform CA"))
                .findFirst()
                .orElseThrow();
    }
}
