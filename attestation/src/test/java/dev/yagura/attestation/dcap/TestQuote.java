package dev.yagura.attestation.dcap;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.ec.P256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/** Makes quotes as a quoting enclave would; a test changes what it is about. */
final class TestQuote {

    /** What a platform's components are at, in TCB info that rates it as up to date. */
    static final int SVN = 5;

    static final String MRSIGNER_QE = "51".repeat(32);
    static final String MRSIGNER_SEAM = "00".repeat(48);
    static final int QE_SVN = 8;

    /** Where the report data lies in the body of an SGX report. */
    static final int REPORT_DATA = 320;

    private static final byte[] INTEL_QE_VENDOR =
            HexFormat.of().parseHex("939a7233f79c4ca9940a0db3957f0607");
    private static final byte[] AUTH_DATA = "authentication data".getBytes(UTF_8);

    private final KeyPair attestationKey = P256.generate();
    private int version = 3;
    private int teeType;
    private int bodyType;
    private byte[] body = sgxReport(0x5, "e1".repeat(32), "a1".repeat(32), 1, 7);
    private byte[] qeReport = sgxReport(0x11, "0e".repeat(32), MRSIGNER_QE, 1, QE_SVN);
    private int certificationType = 5;
    private byte[] trailing = new byte[0];

    /** A quote of a trust domain: version 4, or 5 if there is a second set of versions. */
    static TestQuote trustDomain(int... teeTcbSvn) {
        TestQuote quote = new TestQuote();
        quote.version = 4;
        quote.teeType = 0x81;
        quote.body = tdReport(584, teeTcbSvn);
        return quote;
    }

    /** A quote of version 5 with a TD 1.5 report. */
    static TestQuote trustDomain15(int[] teeTcbSvn, int[] teeTcbSvn2) {
        TestQuote quote = trustDomain(teeTcbSvn);
        quote.version = 5;
        quote.bodyType = 3;
        quote.body = Arrays.copyOf(quote.body, 648);
        for (int i = 0; i < teeTcbSvn2.length; i++) {
            quote.body[584 + i] = (byte) teeTcbSvn2[i];
        }
        return quote;
    }

    static byte[] sgxReport(int flags, String mrenclave, String mrsigner, int prodId, int svn) {
        ByteBuffer report = ByteBuffer.allocate(384).order(ByteOrder.LITTLE_ENDIAN);
        report.put(48, (byte) flags);
        report.put(64, HexFormat.of().parseHex(mrenclave));
        report.put(128, HexFormat.of().parseHex(mrsigner));
        report.putShort(256, (short) prodId);
        report.putShort(258, (short) svn);
        return report.array();
    }

    private static byte[] tdReport(int size, int... teeTcbSvn) {
        ByteBuffer report = ByteBuffer.allocate(size);
        for (int i = 0; i < teeTcbSvn.length; i++) {
            report.put(i, (byte) teeTcbSvn[i]);
        }
        report.put(64, HexFormat.of().parseHex(MRSIGNER_SEAM));
        report.put(136, HexFormat.of().parseHex("d7".repeat(48)));
        for (int i = 0; i < 4; i++) {
            report.put(328 + 48 * i, HexFormat.of().parseHex(("0" + (i + 1)).repeat(48)));
        }
        return report.array();
    }

    /** Replaces a byte of the body, before it is signed. */
    TestQuote body(int offset, int value) {
        body[offset] = (byte) value;
        return this;
    }

    TestQuote qeReport(byte[] report) {
        this.qeReport = report;
        return this;
    }

    TestQuote version(int number, int type) {
        this.version = number;
        this.bodyType = type;
        return this;
    }

    TestQuote certificationType(int type) {
        this.certificationType = type;
        return this;
    }

    TestQuote trailing(int bytes) {
        this.trailing = new byte[bytes];
        return this;
    }

    /** Signs by a platform. */
    byte[] sign(KeyPair pck, String pckChain) {
        byte[] key = P256.encode(attestationKey.getPublic());
        MessageDigest digest = Sha256.newDigest();
        digest.update(key);
        digest.update(AUTH_DATA);
        byte[] report = Arrays.copyOf(qeReport, 384);
        System.arraycopy(digest.digest(), 0, report, 320, 32);

        byte[] signed = buffer(header(), body);
        byte[] chain = pckChain.getBytes(UTF_8);
        byte[] qe =
                buffer(
                        report,
                        P256.sign(pck.getPrivate(), report),
                        u16(AUTH_DATA.length),
                        AUTH_DATA,
                        u16(certificationType),
                        u32(chain.length),
                        chain);
        byte[] signature = P256.sign(attestationKey.getPrivate(), signed);
        byte[] data =
                version == 3
                        ? buffer(signature, key, qe)
                        : buffer(signature, key, u16(6), u32(qe.length), qe);
        return buffer(signed, u32(data.length), data, trailing);
    }

    private byte[] header() {
        byte[] fixed =
                buffer(u16(version), u16(2), u32(teeType), u32(0), INTEL_QE_VENDOR, new byte[20]);
        return version == 5 ? buffer(fixed, u16(bodyType), u32(body.length)) : fixed;
    }

    private static byte[] u16(int value) {
        return ByteBuffer.allocate(2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) value)
                .array();
    }

    private static byte[] u32(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    }

    private static byte[] buffer(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
