package dev.yagura.attestation.dcap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.dcap.collateral.CollateralFiles;
import dev.yagura.attestation.dcap.collateral.CollateralSource;
import dev.yagura.attestation.dcap.collateral.QuoteFile;
import dev.yagura.attestation.dcap.collateral.SignedText;
import dev.yagura.attestation.dcap.tcb.TcbStatus;
import dev.yagura.bytes.MalformedStructureException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same collateral from every place that it may lie in. */
class CollateralFilesTest {

    @TempDir private Path folder;

    private final TestPlatform platform = new TestPlatform();

    @Test
    void aFolderOfFiles() throws Exception {
        SignedText info = platform.signed(platform.tcbInfo);
        SignedText identity = platform.signed(platform.qeIdentity);
        write("tcb_info.json", platform.tcbInfo);
        write("tcb_info.sig.hex", hex(info.signature()) + "\n");
        write("qe_identity.json", platform.qeIdentity);
        write("qe_identity.sig.hex", hex(identity.signature()));
        write("tcb_signing_chain.pem", platform.signingChain());
        assertJudges(CollateralFiles.open(folder), 2);

        Files.write(folder.resolve("root_ca_crl.der"), platform.rootCrl.orElseThrow());
        Files.write(folder.resolve("pck_crl.der"), platform.pckCrl.orElseThrow());
        assertJudges(CollateralFiles.open(folder), 0);

        write("tcb_info.sig.hex", "00");
        assertThatThrownBy(() -> CollateralFiles.open(folder))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("128 hexadecimal digits");
    }

    @Test
    void aFolderOfResponsesInFiles() throws Exception {
        write("tcb_info.json", response("tcbInfo", platform.tcbInfo));
        write("qe_identity.json", response("enclaveIdentity", platform.qeIdentity));
        write("tcb_signing_chain.pem", platform.signingChain());

        assertJudges(CollateralFiles.open(folder), 2);
    }

    @Test
    void aCacheOfResponsesWithTheirHeaders() throws Exception {
        String api = "sgx/certification/v4/";
        String tcb = api + "tcb?fmspc=00606A000000&update=early";
        write(tcb, response("tcbInfo", platform.tcbInfo));
        write(tcb + ".headers", headers("TCB-Info-Issuer-Chain"));
        write(api + "qe/identity", response("enclaveIdentity", platform.qeIdentity));
        write(api + "qe/identity.headers", headers("SGX-Enclave-Identity-Issuer-Chain"));
        assertJudges(CollateralFiles.open(folder), 2);

        write(api + "rootcacrl", hex(platform.rootCrl.orElseThrow()));
        write(api + "pckcrl?ca=processor&encoding=der", "another authority's");
        Files.write(
                folder.resolve(api + "pckcrl?ca=platform&encoding=der"),
                platform.pckCrl.orElseThrow());
        assertJudges(CollateralFiles.open(folder), 0);

        write(api + "tcb?fmspc=00606a000000", "{}");
        assertThatThrownBy(() -> CollateralFiles.open(folder))
                .hasMessageContaining("sgx/tcb?00606a000000")
                .hasMessageContaining("answered twice");
    }

    @Test
    void aCacheThatHasAnotherPlatform() throws Exception {
        write("sgx/certification/v4/tcb?fmspc=00a067110000", "{}");

        var verifier =
                new QuoteVerifier(
                        platform.root.asRoot(),
                        CollateralFiles.open(folder),
                        InstantSource.fixed(platform.at));
        assertThatThrownBy(() -> verifier.verify(platform.sign(new TestQuote())))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "collateral is absent, expected that of SGX platforms of fmspc"
                                + " 00606a000000");
    }

    @Test
    void aFileOfResponses() throws Exception {
        String json =
                """
                {"responses":[
                 {"url":"https://localhost:8081/sgx/certification/v4/tcb?fmspc=00606a000000",
                  "headers":{"TCB-Info-Issuer-Chain":"%s"},"body":%s},
                 {"url":"/sgx/certification/v4/qe/identity",
                  "headers":{"sgx-enclave-identity-issuer-chain":"%s"},"body":%s},
                 {"url":"/sgx/certification/v4/rootcacrl","body":"%s"},
                 {"url":"/sgx/certification/v4/pckcrl?ca=platform","body":"%s"},
                 {"url":"/version","body":"passed by"}]}\
                """
                        .formatted(
                                encoded(platform.signingChain()),
                                quoted(response("tcbInfo", platform.tcbInfo)),
                                encoded(platform.signingChain()),
                                quoted(response("enclaveIdentity", platform.qeIdentity)),
                                hex(platform.rootCrl.orElseThrow()),
                                hex(platform.pckCrl.orElseThrow()));

        assertJudges(CollateralFiles.open(write("cache.json", json)), 0);
    }

    @Test
    void aFileUnderIntelsNames() throws Exception {
        assertJudges(CollateralFiles.open(write("collateral.json", intelsNames())), 0);
    }

    @Test
    void aFileThatCarriesTheQuoteToo() throws Exception {
        byte[] quote = platform.sign(new TestQuote());
        String json =
                "{\"quote\":\"%s\",\"collateral\":%s}"
                        .formatted(Base64.getEncoder().encodeToString(quote), intelsNames());

        QuoteFile file = QuoteFile.parse("test", json.getBytes(UTF_8));

        assertThat(file.evidence().encoded()).isEqualTo(quote);
        assertJudges(request -> file.carried(), 0);
        assertThat(QuoteFile.parse("test", quote).carried()).isEmpty();
        assertThat(QuoteFile.parse("test", quote).evidence()).isEqualTo(file.evidence());
        assertThatThrownBy(() -> QuoteFile.parse("test", new byte[0]))
                .hasMessageContaining("is 0 bytes long");
    }

    @Test
    void nothingOfTheKind() throws IOException {
        write("readme", "x");
        assertThatThrownBy(() -> CollateralFiles.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds neither tcb_info.json nor");
        assertThatThrownBy(() -> CollateralFiles.open(folder.resolve("readme")))
                .isInstanceOf(MalformedStructureException.class);
    }

    private void assertJudges(CollateralSource source, int notChecked) throws RefusedException {
        VerifiedQuote quote =
                new QuoteVerifier(platform.root.asRoot(), source, InstantSource.fixed(platform.at))
                        .verify(platform.sign(new TestQuote()));
        assertThat(quote.tcb().status()).isEqualTo(TcbStatus.UP_TO_DATE);
        assertThat(quote.notChecked()).hasSize(notChecked);
    }

    private String intelsNames() {
        return """
        {"tcb_info":%s,"tcb_info_issuer_chain":%s,
         "qe_identity":%s,"qe_identity_issuer_chain":%s,"qe_identity_signature":"%s",
         "root_ca_crl":"%s","pck_crl":"%s","pck_crl_issuer_chain":""}\
        """
                .formatted(
                        quoted(response("tcbInfo", platform.tcbInfo)),
                        quoted(platform.signingChain()),
                        quoted(platform.qeIdentity),
                        quoted(platform.signingChain()),
                        hex(platform.signed(platform.qeIdentity).signature()),
                        hex(platform.rootCrl.orElseThrow()),
                        hex(platform.pckCrl.orElseThrow()));
    }

    private String response(String member, String text) {
        return "{\"%s\":%s,\"signature\":\"%s\"}"
                .formatted(member, text, hex(platform.signed(text).signature()));
    }

    private String headers(String name) {
        return "HTTP/1.1 200 OK\r\nRequest-ID: 1\r\n%s: %s\r\n\r\n"
                .formatted(name, encoded(platform.signingChain()));
    }

    private static String encoded(String pem) {
        return URLEncoder.encode(pem, UTF_8);
    }

    private static String quoted(String text) {
        return "\"%s\"".formatted(text.replace("\"", "\\\"").replace("\n", "\\n"));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
        return Files.writeString(file, text);
    }
}
