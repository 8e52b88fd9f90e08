package dev.yagura.attestation.simulation;

import static java.util.Objects.requireNonNull;

import dev.yagura.attestation.Sha256;

/**
 * What simulated evidence says about the program.
 *
 * @param mrenclave measurement of the program's code, see {@link CodeMeasurement}
 * @param prodId product id, 0..65535
 * @param svn security version, 0..65535
 * @param debug whether to claim a debug enclave; for tests of policies
 */
public record SimulatedEnclave(Sha256 mrenclave, int prodId, int svn, boolean debug) {

    private static final int MAX_U16 = 0xffff;

    /** Checks the ranges. */
    public SimulatedEnclave {
        requireNonNull(mrenclave, "mrenclave");
        if (prodId < 0 || prodId > MAX_U16 || svn < 0 || svn > MAX_U16) {
            throw new IllegalArgumentException(
                    "simulated enclave: prodId %d and svn %d, expected 0..%d"
                            .formatted(prodId, svn, MAX_U16));
        }
    }

    /** Returns a program that is not for debugging. */
    public static SimulatedEnclave of(Sha256 mrenclave, int prodId, int svn) {
        return new SimulatedEnclave(mrenclave, prodId, svn, false);
    }
}
