package dev.yagura.attestation.dcap.tcb;

import java.util.Optional;

/** How well a platform is patched and configured, in Intel's words. */
public enum TcbStatus {
    /** Everything that Intel knows of is mended. */
    UP_TO_DATE("UpToDate"),
    /** Mended, if the program inside has the software mitigations of the advisories. */
    SW_HARDENING_NEEDED("SWHardeningNeeded"),
    /** Mended, if the platform is configured as the advisories say. */
    CONFIGURATION_NEEDED("ConfigurationNeeded"),
    /** Both of these. */
    CONFIGURATION_AND_SW_HARDENING_NEEDED("ConfigurationAndSWHardeningNeeded"),
    /** The platform runs mended software, but the trust domain was started under an older one. */
    TD_RELAUNCH_ADVISED("TDRelaunchAdvised"),
    /** The same, and the platform needs configuration. */
    TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED("TDRelaunchAdvisedConfigurationNeeded"),
    /** Known weaknesses are not mended. */
    OUT_OF_DATE("OutOfDate"),
    /** The same, and the platform needs configuration. */
    OUT_OF_DATE_CONFIGURATION_NEEDED("OutOfDateConfigurationNeeded"),
    /** Not to be believed any more. */
    REVOKED("Revoked");

    private final String label;

    TcbStatus(String label) {
        this.label = label;
    }

    /** Returns Intel's word, which is also that of policies and of JSON. */
    public String label() {
        return label;
    }

    /** Returns the status of this name, or empty if there is none. */
    public static Optional<TcbStatus> ofLabel(String label) {
        for (TcbStatus status : values()) {
            if (status.label.equals(label)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    /** Returns whether the platform's configuration is in question. */
    public boolean isConfigurationNeeded() {
        return switch (this) {
            case CONFIGURATION_NEEDED,
                    CONFIGURATION_AND_SW_HARDENING_NEEDED,
                    TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED,
                    OUT_OF_DATE_CONFIGURATION_NEEDED ->
                    true;
            case UP_TO_DATE, SW_HARDENING_NEEDED, TD_RELAUNCH_ADVISED, OUT_OF_DATE, REVOKED ->
                    false;
        };
    }

    /** Returns whether known weaknesses are left, whatever else is needed. */
    public boolean isOutOfDate() {
        return this == OUT_OF_DATE || this == OUT_OF_DATE_CONFIGURATION_NEEDED;
    }

    /**
     * Returns the status of a platform of this status, one part of which (the quoting enclave, the
     * TDX module) has a status of its own. A part is only ever up to date, out of date or revoked.
     */
    public TcbStatus with(TcbStatus part) {
        if (this == REVOKED || part == REVOKED) {
            return REVOKED;
        }
        if (part != OUT_OF_DATE) {
            return this;
        }
        return isConfigurationNeeded() ? OUT_OF_DATE_CONFIGURATION_NEEDED : OUT_OF_DATE;
    }
}
