package dev.yagura.attestation.dcap.statement;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.Tee;
import dev.yagura.attestation.dcap.json.JsonObject;
import dev.yagura.attestation.dcap.quote.EnclaveReport;
import dev.yagura.bytes.MalformedStructureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Identity of Intel's quoting enclave, for SGX ({@code QE}) or TDX ({@code TD_QE}). Immutable. */
public final class QeIdentity {

    private static final String NAME = "qe identity";
    private static final int VERSION = 2;
    private static final int MISCSELECT_BYTES = 4;
    private static final int ATTRIBUTES_BYTES = 16;
    private static final int MAX_U16 = 0xffff;
    private static final int MAX_LEVELS = 256;

    private final Tee tee;
    private final Validity validity;
    private final String miscselect;
    private final String miscselectMask;
    private final String attributes;
    private final String attributesMask;
    private final Sha256 mrsigner;
    private final int prodId;
    private final List<TcbRating.SvnLevel> levels;

    private QeIdentity(JsonObject identity, Tee tee, List<TcbRating.SvnLevel> levels)
            throws MalformedStructureException {
        this.tee = tee;
        this.validity = Validity.parse(identity);
        this.miscselect = identity.hex("miscselect", MISCSELECT_BYTES);
        this.miscselectMask = identity.hex("miscselectMask", MISCSELECT_BYTES);
        this.attributes = identity.hex("attributes", ATTRIBUTES_BYTES);
        this.attributesMask = identity.hex("attributesMask", ATTRIBUTES_BYTES);
        this.mrsigner = new Sha256(identity.hex("mrsigner", Sha256.SIZE_BYTES));
        this.prodId = identity.number("isvprodid", MAX_U16);
        this.levels = List.copyOf(levels);
    }

    /**
     * Reads the text of member {@code enclaveIdentity}, whose signature is right.
     *
     * @throws MalformedStructureException if it is not an identity of version 2 of a quoting
     *     enclave
     */
    public static QeIdentity parse(byte[] json) throws MalformedStructureException {
        JsonObject identity = JsonObject.parse(NAME, json);
        int version = identity.number("version", Integer.MAX_VALUE);
        if (version != VERSION) {
            throw identity.malformed("version", "is %d, expected %d".formatted(version, VERSION));
        }
        Tee tee =
                identity.convert(
                        "id",
                        text ->
                                switch (text) {
                                    case "QE" -> Optional.of(Tee.SGX);
                                    case "TD_QE" -> Optional.of(Tee.TDX);
                                    default -> Optional.empty();
                                },
                        "QE or TD_QE");
        List<TcbRating.SvnLevel> levels = new ArrayList<>();
        for (JsonObject level : identity.objects("tcbLevels", MAX_LEVELS)) {
            levels.add(TcbRating.SvnLevel.parse(level));
        }
        return new QeIdentity(identity, tee, levels);
    }

    /** Returns when it was made. */
    public Validity validity() {
        return validity;
    }

    /**
     * Checks that a quoting enclave is Intel's.
     *
     * @param quoted what it quoted
     * @param report its report, whose signature is right
     * @return what Intel says about its security version
     */
    TcbRating rating(Tee quoted, EnclaveReport report) throws RefusedException {
        require("of the quoting enclave for", tee.label(), quoted.label());
        require("mrsigner", report.mrsigner().hex(), mrsigner.hex());
        require("isvprodid", Integer.toString(report.prodId()), Integer.toString(prodId));
        require("miscselect", Masked.and(report.miscselect(), miscselectMask), miscselect);
        require("attributes", Masked.and(report.attributes(), attributesMask), attributes);
        return TcbRating.ofSvn(levels, report.svn())
                .orElseThrow(() ->
                        new RefusedException(
                                Rule.QE_IDENTITY,
                                "without a level for isvsvn " + report.svn(),
                                "one of the levels that Intel knows"));
    }

    private static void require(String field, String found, String expected)
            throws RefusedException {
        if (!found.equals(expected)) {
            throw new RefusedException(Rule.QE_IDENTITY, field + " " + found, expected);
        }
    }
}
