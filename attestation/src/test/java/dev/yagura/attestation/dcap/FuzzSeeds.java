package dev.yagura.attestation.dcap;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.attestation.dcap.collateral.SignedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Writes the seeds of the fuzz target {@code dcap}: quotes under a fresh root, whose key's hash the
 * target must know.
 */
final class FuzzSeeds {

    private static final int[] SVN = {4, 1, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5};

    private FuzzSeeds() {}

    /** Writes to the folder that is named, and prints the hash of the root's key. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        TestPlatform sgx = new TestPlatform();
        TestPlatform tdx = TestPlatform.ofTdx();
        tdx.root = sgx.root;
        tdx.ca = sgx.ca;
        tdx.pck = sgx.pck;
        tdx.signing = sgx.signing;
        tdx.rootCrl = sgx.rootCrl;
        tdx.pckCrl = sgx.pckCrl;
        byte[] domain = tdx.sign(TestQuote.trustDomain15(SVN, SVN));
        Files.write(folder.resolve("tdx-v5.bin"), domain);
        Files.writeString(folder.resolve("tdx-v5.json"), file(tdx, domain));
        Files.writeString(folder.resolve("sgx-v3.json"), file(sgx, sgx.sign(new TestQuote())));
        System.out.println(sgx.root.asRoot().keyHash());
    }

    private static String file(TestPlatform platform, byte[] quote) {
        return """
        {"quote":"%s","collateral":{%s,%s,"root_ca_crl":"%s","pck_crl":"%s"}}\
        """
                .formatted(
                        Base64.getEncoder().encodeToString(quote),
                        signed("tcb_info", platform.signed(platform.tcbInfo)),
                        signed("qe_identity", platform.signed(platform.qeIdentity)),
                        HexFormat.of().formatHex(platform.rootCrl.orElseThrow()),
                        HexFormat.of().formatHex(platform.pckCrl.orElseThrow()));
    }

    private static String signed(String field, SignedText text) {
        return "\"%s\":%s,\"%s_signature\":\"%s\",\"%s_issuer_chain\":%s"
                .formatted(
                        field,
                        quoted(text.text()),
                        field,
                        HexFormat.of().formatHex(text.signature()),
                        field,
                        quoted(text.chain()));
    }

    private static String quoted(byte[] text) {
        return "\"%s\""
                .formatted(new String(text, UTF_8).replace("\"", "\\\"").replace("\n", "\\n"));
    }
}
