package dev.yagura.attestation.dcap.pki;

import javax.security.auth.x500.X500Principal;

/** The two authorities that certify platforms, each with a revocation list of its own. */
public enum PckCa {
    /** Certifies processors one by one. */
    PROCESSOR("processor"),
    /** Certifies platforms of several processors. */
    PLATFORM("platform");

    private final String label;

    PckCa(String label) {
        this.label = label;
    }

    /** Returns the word by which Intel's service names the authority. */
    public String label() {
        return label;
    }

    /** Returns its name in certificates. */
    X500Principal subject() {
        return switch (this) {
            case PROCESSOR -> Names.PROCESSOR_CA;
            case PLATFORM -> Names.PLATFORM_CA;
        };
    }
}
