package dev.yagura.attestation.dcap.collateral;

import static java.util.Objects.requireNonNull;

import dev.yagura.attestation.Evidence;
import dev.yagura.attestation.EvidenceFormat;
import dev.yagura.attestation.dcap.json.JsonObject;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.Optional;

/**
 * A quote in a file: the quote alone, or JSON that carries collateral along, {@code
 * {"quote":"<base64>", "collateral":{...}}} with collateral under Intel's names.
 *
 * @param evidence the quote
 * @param carried the collateral that came with it, which is as good as any other: it is signed
 */
public record QuoteFile(Evidence evidence, Optional<Collateral> carried) {

    /** Longest accepted file in bytes. */
    public static final int MAX_BYTES = JsonObject.MAX_BYTES;

    /** Requires both. */
    public QuoteFile {
        requireNonNull(evidence, "evidence");
        requireNonNull(carried, "carried");
    }

    /**
     * Reads a file's content; nothing is verified.
     *
     * @param name how error messages call it
     * @throws MalformedStructureException if there is no quote of a length that can be
     */
    public static QuoteFile parse(String name, byte[] content) throws MalformedStructureException {
        if (content.length == 0 || content[0] != '{') { // a quote begins with its version
            return new QuoteFile(evidence(name, content), Optional.empty());
        }
        JsonObject json = JsonObject.parse(name, content);
        return new QuoteFile(
                evidence(name, json.base64("quote")),
                json.has("collateral")
                        ? Optional.of(CollateralJson.parse(json.object("collateral")))
                        : Optional.empty());
    }

    private static Evidence evidence(String name, byte[] quote) throws MalformedStructureException {
        if (quote.length == 0 || quote.length > Evidence.MAX_ENCODED_BYTES) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    name,
                    "quote",
                    0,
                    "is %d bytes long, expected 1..%d"
                            .formatted(quote.length, Evidence.MAX_ENCODED_BYTES));
        }
        return new Evidence(EvidenceFormat.DCAP, quote);
    }
}
