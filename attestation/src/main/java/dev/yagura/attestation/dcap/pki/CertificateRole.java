package dev.yagura.attestation.dcap.pki;

import java.util.List;
import javax.security.auth.x500.X500Principal;

/** What the certificate at the end of a chain is for; a chain for one role is none for another. */
public enum CertificateRole {
    /** Certifies the key of a platform. */
    PCK,
    /** Signs what Intel says about patch levels. */
    TCB_SIGNING;

    X500Principal subject() {
        return switch (this) {
            case PCK -> Names.PCK_CERTIFICATE;
            case TCB_SIGNING -> Names.TCB_SIGNING;
        };
    }

    List<X500Principal> issuers() {
        return switch (this) {
            case PCK -> List.of(Names.PROCESSOR_CA, Names.PLATFORM_CA);
            case TCB_SIGNING -> List.of(Names.ROOT_CA);
        };
    }
}
