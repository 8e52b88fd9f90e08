package dev.yagura.attestation.dcap;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.dcap.collateral.Collateral;
import dev.yagura.attestation.dcap.collateral.SignedText;
import dev.yagura.attestation.dcap.pki.CertificateChain;
import dev.yagura.attestation.dcap.pki.CertificateRole;
import dev.yagura.attestation.dcap.pki.RevocationList;
import dev.yagura.attestation.dcap.pki.TrustedRoot;
import dev.yagura.attestation.dcap.statement.QeIdentity;
import dev.yagura.attestation.dcap.statement.TcbInfo;
import dev.yagura.attestation.ec.P256;
import dev.yagura.bytes.MalformedStructureException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collateral whose signatures, chains and times are right, and that revokes nothing it is used
 * with.
 *
 * @param tcbInfo patch levels
 * @param qeIdentity identity of the quoting enclave
 * @param notChecked the revocation lists that were missing
 * @param goodUntil when the first of it runs out
 */
record CollateralCheck(
        TcbInfo tcbInfo, QeIdentity qeIdentity, List<String> notChecked, Instant goodUntil) {

    CollateralCheck {
        notChecked = List.copyOf(notChecked);
    }

    /** Checks collateral for a platform whose chain is verified. */
    static CollateralCheck of(
            Collateral collateral, CertificateChain pck, TrustedRoot root, Instant at)
            throws RefusedException {
        return new Checking(pck, root, at).check(collateral);
    }

    /** The parts in order; what was missing and what runs out first is noted on the way. */
    private static final class Checking {
        private final CertificateChain pck;
        private final TrustedRoot root;
        private final Instant at;
        private final List<String> notChecked = new ArrayList<>();
        private Instant goodUntil;

        Checking(CertificateChain pck, TrustedRoot root, Instant at) {
            this.pck = pck;
            this.root = root;
            this.at = at;
            this.goodUntil = pck.notAfter();
        }

        CollateralCheck check(Collateral collateral) throws RefusedException {
            Optional<RevocationList> rootCrl =
                    list(Rule.ROOT_CA_CRL, collateral.rootCaCrl(), pck.root());
            if (rootCrl.isPresent()) {
                rootCrl.get().refuseRevoked(pck.issuer());
            }
            Optional<RevocationList> pckCrl = list(Rule.PCK_CRL, collateral.pckCrl(), pck.issuer());
            if (pckCrl.isPresent()) {
                pckCrl.get().refuseRevoked(pck.leaf());
            }
            TcbInfo info = statement(Rule.TCB_INFO, collateral.tcbInfo(), rootCrl, TcbInfo::parse);
            info.validity().require(Rule.TCB_INFO, at);
            QeIdentity identity =
                    statement(
                            Rule.QE_IDENTITY, collateral.qeIdentity(), rootCrl, QeIdentity::parse);
            identity.validity().require(Rule.QE_IDENTITY, at);
            endsAt(info.validity().nextUpdate());
            endsAt(identity.validity().nextUpdate());
            return new CollateralCheck(info, identity, notChecked, goodUntil);
        }

        private Optional<RevocationList> list(
                Rule rule, Optional<byte[]> encoded, X509Certificate issuer)
                throws RefusedException {
            if (encoded.isEmpty()) {
                notChecked.add(rule.label());
                return Optional.empty();
            }
            RevocationList list = RevocationList.verify(rule, encoded.get(), issuer, at);
            endsAt(list.nextUpdate());
            return Optional.of(list);
        }

        /** Reads a statement of Intel's once its signature is right. */
        private <T> T statement(
                Rule rule, SignedText signed, Optional<RevocationList> rootCrl, Parser<T> parser)
                throws RefusedException {
            CertificateChain chain =
                    CertificateChain.verify(
                            rule, CertificateRole.TCB_SIGNING, signed.chain(), root, at);
            if (rootCrl.isPresent()) {
                rootCrl.get().refuseRevoked(chain.leaf());
            }
            if (!P256.verify(chain.leaf().getPublicKey(), signed.text(), signed.signature())) {
                throw new RefusedException(
                        rule,
                        "not signed by its signing certificate",
                        "a signature over exactly this text");
            }
            endsAt(chain.notAfter());
            try {
                return parser.parse(signed.text());
            } catch (MalformedStructureException e) {
                throw new RefusedException(
                        rule, String.valueOf(e.getMessage()), "a statement that can be read");
            }
        }

        private void endsAt(Instant end) {
            if (end.isBefore(goodUntil)) {
                goodUntil = end;
            }
        }
    }

    /** Reads a statement. */
    @FunctionalInterface
    private interface Parser<T> {
        T parse(byte[] text) throws MalformedStructureException;
    }
}
