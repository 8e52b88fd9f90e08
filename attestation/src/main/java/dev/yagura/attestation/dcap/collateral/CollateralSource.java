package dev.yagura.attestation.dcap.collateral;

import dev.yagura.bytes.MalformedStructureException;
import java.util.Optional;

/** Has collateral, or has not. Implementations are safe for concurrent use. */
@FunctionalInterface
public interface CollateralSource {

    /** Has none. */
    CollateralSource NONE = request -> Optional.empty();

    /**
     * Returns collateral for a platform, or empty if there is none.
     *
     * @throws MalformedStructureException if it is there and cannot be read
     */
    Optional<Collateral> find(CollateralRequest request) throws MalformedStructureException;
}
