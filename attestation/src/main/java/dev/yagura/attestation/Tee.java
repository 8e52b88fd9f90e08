package dev.yagura.attestation;

/** What keeps a program apart from its host. */
public enum Tee {
    /** Nothing: an ordinary process that plays an enclave. */
    SIMULATED("simulated"),
    /** An enclave of Intel SGX. */
    SGX("SGX"),
    /** A virtual machine (trust domain) of Intel TDX. */
    TDX("TDX");

    private final String label;

    Tee(String label) {
        this.label = label;
    }

    /** Returns the word that people and JSON see. */
    public String label() {
        return label;
    }
}
