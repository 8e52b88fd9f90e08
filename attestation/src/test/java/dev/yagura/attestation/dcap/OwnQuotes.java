package dev.yagura.attestation.dcap;

import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.ec.P256;

/** Quotes as a program gets them about itself, by a platform that nobody certified. */
public final class OwnQuotes {
    private static final int FLAGS = 48;
    private static final int INIT_AND_64_BIT = 0x5;
    private static final int DEBUG = 0x2;

    private OwnQuotes() {}

    /** Returns an SGX quote. */
    public static byte[] about(ReportData reportData, boolean debug) {
        TestQuote quote = new TestQuote().body(FLAGS, INIT_AND_64_BIT | (debug ? DEBUG : 0));
        byte[] bytes = reportData.bytes();
        for (int i = 0; i < bytes.length; i++) {
            quote.body(TestQuote.REPORT_DATA + i, bytes[i]);
        }
        return quote.sign(P256.generate(), "no certificates");
    }
}
