package dev.yagura.attestation.dcap.statement;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Sha384;
import dev.yagura.attestation.dcap.json.JsonObject;
import dev.yagura.attestation.dcap.quote.TdReport;
import dev.yagura.bytes.MalformedStructureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What Intel says about one major version of the TDX module.
 *
 * @param id such as {@code TDX_03}; empty for the module before versions were told apart
 * @param mrSigner who must have signed it
 * @param attributes it must have, 16 hexadecimal digits
 * @param attributesMask which of them matter
 * @param levels by its security version; empty where {@code id} is
 */
record TdxModule(
        String id,
        Sha384 mrSigner,
        String attributes,
        String attributesMask,
        List<TcbRating.SvnLevel> levels) {

    /** More than there will be. */
    static final int MAX_MODULES = 256;

    private static final int MAX_LEVELS = 256;
    private static final int ATTRIBUTES_BYTES = 8;

    TdxModule {
        levels = List.copyOf(levels);
    }

    /** Reads {@code tdxModule}. */
    static TdxModule parse(JsonObject module) throws MalformedStructureException {
        return parse("", module, List.of());
    }

    /** Reads an item of {@code tdxModuleIdentities}. */
    static TdxModule parseIdentity(JsonObject module) throws MalformedStructureException {
        List<TcbRating.SvnLevel> levels = new ArrayList<>();
        for (JsonObject level : module.objects("tcbLevels", MAX_LEVELS)) {
            levels.add(TcbRating.SvnLevel.parse(level));
        }
        return parse(module.text("id").toUpperCase(Locale.ROOT), module, levels);
    }

    private static TdxModule parse(String id, JsonObject module, List<TcbRating.SvnLevel> levels)
            throws MalformedStructureException {
        return new TdxModule(
                id,
                new Sha384(module.hex("mrsigner", Sha384.SIZE_BYTES)),
                module.hex("attributes", ATTRIBUTES_BYTES),
                module.hex("attributesMask", ATTRIBUTES_BYTES),
                levels);
    }

    /** Returns the id of a major version. */
    static String idOf(int version) {
        return "TDX_%02X".formatted(version);
    }

    /** Refuses a trust domain that was started by another module than this. */
    void require(TdReport report) throws RefusedException {
        if (!report.mrSignerSeam().equals(mrSigner)) {
            throw new RefusedException(
                    Rule.TDX_MODULE,
                    "a module signed by " + report.mrSignerSeam(),
                    mrSigner.hex() + nameForMessage());
        }
        String masked = Masked.and(report.seamAttributes(), attributesMask);
        if (!masked.equals(attributes)) {
            throw new RefusedException(
                    Rule.TDX_MODULE,
                    "a module with attributes " + masked,
                    attributes + nameForMessage());
        }
    }

    private String nameForMessage() {
        return id.isEmpty() ? "" : " of " + id;
    }

    /** Returns what Intel says about a security version of this module. */
    TcbRating rating(int svn) throws RefusedException {
        return TcbRating.ofSvn(levels, svn)
                .orElseThrow(() ->
                        new RefusedException(
                                Rule.TDX_MODULE,
                                "%s with security version %d".formatted(id, svn),
                                "one of the levels that Intel knows"));
    }
}
