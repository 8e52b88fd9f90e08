package dev.yagura.attestation.dcap.quote;

import java.util.HexFormat;

/**
 * The security versions of what stands below a trust domain, one byte a component.
 *
 * @param hex {@value #COMPONENTS} bytes as hexadecimal digits
 */
public record TeeTcbSvn(String hex) {

    /** Number of components. */
    public static final int COMPONENTS = 16;

    /** Requires {@value #COMPONENTS} bytes. */
    public TeeTcbSvn {
        if (HexFormat.of().parseHex(hex).length != COMPONENTS) {
            throw new IllegalArgumentException(
                    "tee tcb svn: is %s, expected %d bytes".formatted(hex, COMPONENTS));
        }
    }

    /** Returns a component, 0..255. */
    public int component(int index) {
        return HexFormat.fromHexDigits(hex, 2 * index, 2 * index + 2);
    }

    /** Returns the security version of the TDX module. */
    public int moduleSvn() {
        return component(0);
    }

    /** Returns the major version of the TDX module; 0 before modules were told apart. */
    public int moduleVersion() {
        return component(1);
    }

    /** Returns the security version of the late microcode. */
    public int microcodeSvn() {
        return component(2);
    }

    @Override
    public String toString() {
        return hex;
    }
}
