package dev.yagura.attestation.dcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Tee;
import dev.yagura.attestation.dcap.collateral.Collateral;
import dev.yagura.attestation.dcap.collateral.CollateralSource;
import dev.yagura.attestation.dcap.pki.TrustedRoot;
import dev.yagura.attestation.dcap.tcb.TcbStatus;
import dev.yagura.attestation.dcap.tcb.TcbVerdict;
import dev.yagura.attestation.ec.P256;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/**
 * What the genuine vectors cannot show: revocation, roles, and statements that Intel never signed,
 * under a root of our own that {@link TestPlatform} makes.
 */
class GeneratedPkiTest {

    private final TestPlatform sgx = new TestPlatform();
    private final TestPlatform tdx = TestPlatform.ofTdx();

    @Test
    void acceptsWhatIsRight() throws RefusedException {
        VerifiedQuote quote = sgx.verify(new TestQuote());

        assertThat(quote.claims().tee()).isEqualTo(Tee.SGX);
        assertThat(quote.claims().mrenclave().hex()).isEqualTo("e1".repeat(32));
        assertThat(quote.claims().svn()).isEqualTo(7);
        assertThat(quote.claims().debug()).isFalse();
        assertThat(quote.fmspc()).isEqualTo(TestPlatform.FMSPC);
        assertThat(quote.tcb().status()).isEqualTo(TcbStatus.UP_TO_DATE);
        assertThat(quote.tcb().evaluationDataNumber()).isEqualTo(17);
        assertThat(quote.notChecked()).isEmpty();
        assertThat(quote.goodUntil()).isEqualTo(Instant.parse("2026-01-14T00:00:00Z"));
    }

    @Test
    void ratesByTcbInfoOfVersion2() throws RefusedException {
        sgx.tcbInfo = TestStatements.sgxVersion2();
        assertThat(sgx.verify(new TestQuote()).tcb().status()).isEqualTo(TcbStatus.UP_TO_DATE);

        sgx.pck = pckAt(TestQuote.SVN - 1);
        TcbVerdict old = sgx.verify(new TestQuote()).tcb();
        assertThat(old.status()).isEqualTo(TcbStatus.OUT_OF_DATE);
        assertThat(old.advisories()).containsExactly("INTEL-SA-00003");
    }

    @Test
    void ratesAnOldPlatformAndAnOldQuotingEnclave() throws RefusedException {
        sgx.pck = pckAt(TestQuote.SVN - 1);
        TcbVerdict platform = sgx.verify(new TestQuote()).tcb();
        assertThat(platform.status()).isEqualTo(TcbStatus.OUT_OF_DATE);
        assertThat(platform.advisories()).containsExactly("INTEL-SA-00001", "INTEL-SA-00002");

        sgx.pck = pckAt(TestQuote.SVN);
        TestQuote oldQe = new TestQuote().qeReport(qe(0x11, TestQuote.MRSIGNER_QE, 1, 6));
        TcbVerdict qe = sgx.verify(oldQe).tcb();
        assertThat(qe.status()).isEqualTo(TcbStatus.OUT_OF_DATE);
        assertThat(qe.platformStatus()).isEqualTo(TcbStatus.UP_TO_DATE);
        assertThat(qe.qeStatus()).isEqualTo(TcbStatus.OUT_OF_DATE);
        assertThat(qe.advisories()).containsExactly("INTEL-SA-00006");
    }

    @Test
    void refusesAPlatformBelowEveryLevel() {
        sgx.pck = pckAt(TestQuote.SVN - 2);
        refused(Rule.TCB_LEVEL, () -> sgx.verify(new TestQuote()), "components [3, 3");

        sgx.pck = pckAt(TestQuote.SVN);
        sgx.tcbInfo = sgx.tcbInfo.replace("\"pcesvn\":13", "\"pcesvn\":14");
        refused(Rule.TCB_LEVEL, () -> sgx.verify(new TestQuote()), "pcesvn 13");
    }

    @Test
    void refusesARevokedPlatform() {
        sgx.pckCrl = Optional.of(sgx.ca.crl(sgx.pck.certificate()));
        refused(Rule.PCK_CRL, () -> sgx.verify(new TestQuote()), "revoked on 2025-01-01");
    }

    @Test
    void refusesARevokedAuthority() {
        sgx.rootCrl = Optional.of(sgx.root.crl(sgx.ca.certificate()));
        refused(Rule.ROOT_CA_CRL, () -> sgx.verify(new TestQuote()), "PCK Platform CA");
    }

    @Test
    void refusesARevokedSigningCertificate() {
        sgx.rootCrl = Optional.of(sgx.root.crl(sgx.signing.certificate()));
        refused(Rule.ROOT_CA_CRL, () -> sgx.verify(new TestQuote()), "TCB Signing");
    }

    @Test
    void refusesTheListOfAnotherAuthority() {
        TestCertificate other =
                TestCertificate.named("Intel SGX PCK Processor CA").authority(0).by(sgx.root);
        sgx.pckCrl = Optional.of(other.crl());
        refused(Rule.PCK_CRL, () -> sgx.verify(new TestQuote()), "Processor CA");
    }

    @Test
    void refusesAListInTheRightNameByAnotherKey() {
        TestCertificate other =
                TestCertificate.named("Intel SGX PCK Platform CA").authority(0).by(sgx.root);
        sgx.pckCrl = Optional.of(other.crl());
        refused(Rule.PCK_CRL, () -> sgx.verify(new TestQuote()), "not signed by");
        sgx.pckCrl = Optional.of(sgx.ca.crl());
        sgx.rootCrl = Optional.of(new TestPlatform().root.crl());
        refused(Rule.ROOT_CA_CRL, () -> sgx.verify(new TestQuote()), "not signed by");
    }

    @Test
    void refusesAListThatIsOutOfTimeOrPartial() {
        Instant soon = TestCertificate.AT.plusSeconds(1);
        Instant before = TestCertificate.AT.minusSeconds(1);
        sgx.pckCrl = Optional.of(sgx.ca.crl(soon, TestCertificate.TO, false));
        refused(Rule.PCK_CRL, () -> sgx.verify(new TestQuote()), "valid from");
        sgx.pckCrl = Optional.of(sgx.ca.crl(TestCertificate.FROM, before, false));
        refused(Rule.PCK_CRL, () -> sgx.verify(new TestQuote()), "valid from");
        sgx.pckCrl = Optional.of(sgx.ca.crl(TestCertificate.FROM, soon, true));
        refused(Rule.PCK_CRL, () -> sgx.verify(new TestQuote()), "critical extensions");
    }

    @Test
    void saysWhichListsWereMissing() throws RefusedException {
        sgx.rootCrl = Optional.empty();
        sgx.pckCrl = Optional.empty();
        assertThat(sgx.verify(new TestQuote()).notChecked()).containsExactly("rootCaCrl", "pckCrl");
    }

    @Test
    void refusesWithoutCollateral() {
        var verifier =
                new QuoteVerifier(
                        sgx.root.asRoot(),
                        CollateralSource.NONE,
                        InstantSource.fixed(TestCertificate.AT));
        refused(Rule.COLLATERAL, () -> verifier.verify(sgx.sign(new TestQuote())), "absent");
    }

    @Test
    void believesAKeyAndNotAName() {
        Collateral collateral = sgx.collateral();
        var intel =
                new QuoteVerifier(
                        TrustedRoot.INTEL,
                        request -> Optional.of(collateral),
                        InstantSource.fixed(TestCertificate.AT));
        refused(
                Rule.PCK_CHAIN,
                () -> intel.verify(sgx.sign(new TestQuote())),
                "CN=Intel SGX Root CA\" with key");

        TestPlatform other = new TestPlatform();
        Collateral foreign = other.collateral();
        refused(
                Rule.TCB_INFO,
                () ->
                        sgx.verifier(
                                        new Collateral(
                                                foreign.tcbInfo(),
                                                foreign.qeIdentity(),
                                                sgx.rootCrl,
                                                sgx.pckCrl))
                                .verify(sgx.sign(new TestQuote())),
                "CN=Intel SGX Root CA\" with key");
    }

    @Test
    void refusesAuthoritiesThatMayNotBeOnes() {
        sgx.ca =
                TestCertificate.named("Intel SGX PCK Platform CA")
                        .usage(KeyUsage.keyCertSign | KeyUsage.cRLSign)
                        .by(sgx.root);
        refusedChain("no authority");

        sgx.ca =
                TestCertificate.named("Intel SGX PCK Platform CA")
                        .authority(0)
                        .usage(KeyUsage.cRLSign)
                        .by(sgx.root);
        refusedChain("keyCertSign");

        sgx.root = TestCertificate.named("Intel SGX Root CA").authority(0).selfSigned();
        sgx.ca = TestCertificate.named("Intel SGX PCK Platform CA").authority(0).by(sgx.root);
        refusedChain("at most 0 authorities");
    }

    @Test
    void refusesAnAuthorityThatMayNotRevoke() {
        sgx.ca =
                TestCertificate.named("Intel SGX PCK Platform CA")
                        .authority(0)
                        .usage(KeyUsage.keyCertSign)
                        .by(sgx.root);
        sgx.pck = pckAt(TestQuote.SVN);
        sgx.pckCrl = Optional.of(sgx.ca.crl());
        refused(Rule.PCK_CRL, () -> sgx.verify(new TestQuote()), "cRLSign");
    }

    @Test
    void refusesPlatformCertificatesOfAnotherKind() {
        sgx.pck = pck("Intel SGX PCK Certificate").authority(0).by(sgx.ca);
        refused(Rule.PCK_CHAIN, () -> sgx.verify(new TestQuote()), "an authority");

        sgx.pck = pck("Intel SGX PCK Certificate").usage(KeyUsage.keyAgreement).by(sgx.ca);
        refused(Rule.PCK_CHAIN, () -> sgx.verify(new TestQuote()), "digitalSignature");

        sgx.pck = pck("Intel SGX PCK Certificate").unknownCritical().by(sgx.ca);
        refused(Rule.PCK_CHAIN, () -> sgx.verify(new TestQuote()), "1.2.3.4");

        sgx.pck = pck("Intel SGX TCB Signing").by(sgx.ca);
        refused(Rule.PCK_CHAIN, () -> sgx.verify(new TestQuote()), "a chain for");

        sgx.pck = pck("Intel SGX PCK Certificate").by(sgx.root);
        refused(Rule.PCK_CHAIN, () -> sgx.verify(new TestQuote()), "issued by");

        sgx.pck = TestCertificate.named("Intel SGX PCK Certificate").by(sgx.ca);
        refused(Rule.PCK_CHAIN, () -> sgx.verify(new TestQuote()), "extension is absent");

        sgx.pck =
                TestCertificate.named("Intel SGX PCK Certificate")
                        .sgx(new DERSequence())
                        .by(sgx.ca);
        refused(Rule.PCK_CHAIN, () -> sgx.verify(new TestQuote()), "without field");

        sgx.pck = pck("Intel SGX PCK Certificate").forged(sgx.signing.keys(), caName());
        refused(Rule.PCK_CHAIN, () -> sgx.verify(new TestQuote()), "not signed by");

        sgx.pck =
                pck("Intel SGX PCK Certificate")
                        .valid(TestCertificate.FROM, TestCertificate.AT.minusSeconds(1))
                        .by(sgx.ca);
        refused(Rule.PCK_CHAIN, () -> sgx.verify(new TestQuote()), "valid from");
    }

    @Test
    void refusesSigningCertificatesOfAnotherRole() {
        TestCertificate right = sgx.signing;
        sgx.signing = sgx.pck;
        refused(Rule.TCB_INFO, () -> sgx.verify(new TestQuote()), "PCK Certificate");

        sgx.signing = TestCertificate.named("Intel SGX TCB Signing").by(sgx.ca);
        refused(Rule.TCB_INFO, () -> sgx.verify(new TestQuote()), "issued by");

        sgx.signing = TestCertificate.named("Intel SGX TCB Signing").authority(0).by(sgx.root);
        refused(Rule.TCB_INFO, () -> sgx.verify(new TestQuote()), "an authority");

        sgx.signing =
                TestCertificate.named("Intel SGX TCB Signing")
                        .forged(sgx.pck.keys(), "Intel SGX Root CA");
        refused(Rule.TCB_INFO, () -> sgx.verify(new TestQuote()), "not signed by");

        sgx.signing =
                TestCertificate.named("Intel SGX TCB Signing")
                        .valid(TestCertificate.FROM, TestCertificate.AT.minusSeconds(1))
                        .by(sgx.root);
        refused(Rule.TCB_INFO, () -> sgx.verify(new TestQuote()), "valid from");

        sgx.signing = new TestCertificate(P256.generate(), right.certificate());
        refused(Rule.TCB_INFO, () -> sgx.verify(new TestQuote()), "not signed by its signing");
    }

    @Test
    void refusesStatementsOutOfTimeAndAboutOthers() {
        String right = sgx.tcbInfo;
        sgx.at = Instant.parse("2026-01-14T00:00:01Z");
        refused(Rule.TCB_INFO, () -> sgx.verify(new TestQuote()), "to 2026-01-14");
        sgx.at = Instant.parse("2025-12-14T23:59:59Z");
        refused(Rule.TCB_INFO, () -> sgx.verify(new TestQuote()), "from 2025-12-15");
        sgx.at = TestCertificate.AT;
        sgx.tcbInfo = right.replace(TestPlatform.FMSPC, "00a067110000");
        refused(Rule.TCB_INFO, () -> sgx.verify(new TestQuote()), "fmspc 00a067110000");
        sgx.tcbInfo = right.replace("\"pceId\":\"0000\"", "\"pceId\":\"0001\"");
        refused(Rule.TCB_INFO, () -> sgx.verify(new TestQuote()), "pceId 0001");
        sgx.tcbInfo = right.replace("\"tcbType\":0", "\"tcbType\":1");
        refused(Rule.TCB_INFO, () -> sgx.verify(new TestQuote()), "tcbType");
        sgx.tcbInfo = right.replace("\"version\":3", "\"version\":4");
        refused(Rule.TCB_INFO, () -> sgx.verify(new TestQuote()), "version");
        sgx.tcbInfo = right.replace("UpToDate", "Excellent");
        refused(Rule.TCB_INFO, () -> sgx.verify(new TestQuote()), "Excellent");
        sgx.tcbInfo = right.replace("UpToDate", "TDRelaunchAdvised");
        refused(Rule.TCB_INFO, () -> sgx.verify(new TestQuote()), "TDRelaunchAdvised");
        sgx.tcbInfo = TestStatements.tdx();
        refused(Rule.TCB_INFO, () -> sgx.verify(new TestQuote()), "about TDX");
        sgx.tcbInfo = right;
        sgx.qeIdentity = sgx.qeIdentity.replace("2026-01-14", "2025-12-31");
        refused(Rule.QE_IDENTITY, () -> sgx.verify(new TestQuote()), "to 2025-12-31");
    }

    @Test
    void refusesAnotherQuotingEnclave() {
        refusedQe(qe(0x11, "66".repeat(32), 1, 8), "mrsigner 6666");
        refusedQe(qe(0x11, TestQuote.MRSIGNER_QE, 2, 8), "isvprodid 2");
        refusedQe(qe(0x01, TestQuote.MRSIGNER_QE, 1, 8), "attributes 0100");
        refusedQe(qe(0x13, TestQuote.MRSIGNER_QE, 1, 8), "attributes 1300"); // debug
        byte[] miscselect = qe(0x11, TestQuote.MRSIGNER_QE, 1, 8);
        miscselect[16] = 1;
        refusedQe(miscselect, "miscselect 01000000");
        refusedQe(qe(0x11, TestQuote.MRSIGNER_QE, 1, 5), "isvsvn 5");
        sgx.qeIdentity = TestStatements.qeIdentity("TD_QE");
        refusedQe(qe(0x11, TestQuote.MRSIGNER_QE, 1, 8), "TDX");
    }

    @Test
    void refusesAReportThatNamesMoreThanTheKey() {
        byte[] report = qe(0x11, TestQuote.MRSIGNER_QE, 1, 8);
        report[383] = 1; // the hash of the key fills the first half of the report data
        refused(
                Rule.ATTESTATION_KEY,
                () -> sgx.verify(new TestQuote().qeReport(report)),
                "00000001");
    }

    @Test
    void ratesTrustDomainsByPlatformAndModule() throws RefusedException {
        assertThat(tdxVerdict(5, 0, 5).status()).isEqualTo(TcbStatus.UP_TO_DATE);
        assertThat(tdxVerdict(5, 0, 5).moduleStatus()).isEmpty();
        assertThat(tdxVerdict(4, 0, 5).status()).isEqualTo(TcbStatus.OUT_OF_DATE);
        assertThat(tdxVerdict(4, 1, 5).status()).isEqualTo(TcbStatus.UP_TO_DATE);
        assertThat(tdxVerdict(6, 3, 5).status()).isEqualTo(TcbStatus.UP_TO_DATE);

        TcbVerdict oldModule = tdxVerdict(2, 1, 5);
        assertThat(oldModule.status()).isEqualTo(TcbStatus.OUT_OF_DATE);
        assertThat(oldModule.platformStatus()).isEqualTo(TcbStatus.UP_TO_DATE);
        assertThat(oldModule.moduleStatus()).contains(TcbStatus.OUT_OF_DATE);
        assertThat(oldModule.advisories()).containsExactly("INTEL-SA-00005");

        TcbVerdict oldMicrocode = tdxVerdict(4, 1, 4);
        assertThat(oldMicrocode.status()).isEqualTo(TcbStatus.OUT_OF_DATE);
        assertThat(oldMicrocode.advisories()).containsExactly("INTEL-SA-00004");
    }

    @Test
    void refusesUnknownTdxModules() {
        refused(Rule.TDX_MODULE, () -> tdxVerdict(4, 2, 5), "TDX_02, expected one of [TDX_01");
        refused(Rule.TDX_MODULE, () -> tdxVerdict(1, 1, 5), "security version 1");
        refused(
                Rule.TDX_MODULE,
                () -> tdx.verify(TestQuote.trustDomain(svn(4, 1, 5)).body(64, 1)),
                "signed by 01");
        refused(
                Rule.TDX_MODULE,
                () -> tdx.verify(TestQuote.trustDomain(svn(5, 0, 5)).body(112, 1)),
                "attributes 01");
        refused(Rule.TCB_LEVEL, () -> tdxVerdict(4, 1, 3), "tee tcb svn 040103");
    }

    @Test
    void advisesARelaunchWhereOnlyTheStartWasOld() throws RefusedException {
        assertThat(relaunch(svn(2, 1, 5), svn(4, 1, 5))).isEqualTo(TcbStatus.TD_RELAUNCH_ADVISED);
        assertThat(relaunch(svn(2, 1, 5), svn(6, 3, 5))).isEqualTo(TcbStatus.TD_RELAUNCH_ADVISED);
        assertThat(relaunch(svn(2, 1, 5), svn(5, 0, 5))).isEqualTo(TcbStatus.TD_RELAUNCH_ADVISED);
        assertThat(relaunch(svn(2, 1, 5), svn(3, 1, 5))).isEqualTo(TcbStatus.OUT_OF_DATE);
        assertThat(relaunch(svn(2, 1, 5), svn(4, 1, 4))).isEqualTo(TcbStatus.OUT_OF_DATE);
        assertThat(relaunch(svn(4, 1, 5), svn(4, 1, 5))).isEqualTo(TcbStatus.UP_TO_DATE);
        refused(Rule.TDX_MODULE, () -> relaunch(svn(2, 1, 5), svn(4, 9, 5)), "TDX_09");

        tdx.tcbInfo =
                tdx.tcbInfo.replaceFirst(
                        "(tdxtcbcomponents.*?)\"UpToDate\"", "$1\"ConfigurationNeeded\"");
        assertThat(relaunch(svn(2, 1, 5), svn(4, 1, 5)))
                .isEqualTo(TcbStatus.TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED);
    }

    @Test
    void advisesNoRelaunchWhereItWouldNotHelp() throws RefusedException {
        TestQuote oldQe =
                TestQuote.trustDomain15(svn(2, 1, 5), svn(4, 1, 5))
                        .qeReport(qe(0x11, TestQuote.MRSIGNER_QE, 1, 6));
        assertThat(tdx.verify(oldQe).tcb().status()).isEqualTo(TcbStatus.OUT_OF_DATE);

        // The platform below an enclave is on the second level, which is out of date.
        tdx.tcbInfo = tdx.tcbInfo.replaceFirst("\"pcesvn\":13", "\"pcesvn\":14");
        assertThat(relaunch(svn(2, 1, 5), svn(4, 1, 5))).isEqualTo(TcbStatus.OUT_OF_DATE);
    }

    @Test
    void joinsTheStatusesOfAPlatformAndItsParts() {
        for (TcbStatus platform : TcbStatus.values()) {
            assertThat(platform.with(TcbStatus.UP_TO_DATE)).isEqualTo(platform);
            assertThat(platform.with(TcbStatus.REVOKED)).isEqualTo(TcbStatus.REVOKED);
            TcbStatus joined = platform.with(TcbStatus.OUT_OF_DATE);
            assertThat(joined.isOutOfDate()).isEqualTo(platform != TcbStatus.REVOKED);
            assertThat(joined.isConfigurationNeeded()).isEqualTo(platform.isConfigurationNeeded());
        }
    }

    @Test
    void neverMovesFromRevoked() throws RefusedException {
        sgx.tcbInfo = sgx.tcbInfo.replace("UpToDate", "Revoked");
        assertThat(sgx.verify(new TestQuote()).tcb().status()).isEqualTo(TcbStatus.REVOKED);
        sgx.tcbInfo = TestStatements.sgxVersion3();
        sgx.qeIdentity = sgx.qeIdentity.replace("UpToDate", "Revoked");
        assertThat(sgx.verify(new TestQuote()).tcb().status()).isEqualTo(TcbStatus.REVOKED);
    }

    private TcbVerdict tdxVerdict(int moduleSvn, int moduleVersion, int others)
            throws RefusedException {
        return tdx.verify(TestQuote.trustDomain(svn(moduleSvn, moduleVersion, others))).tcb();
    }

    private TcbStatus relaunch(int[] start, int[] now) throws RefusedException {
        return tdx.verify(TestQuote.trustDomain15(start, now)).tcb().status();
    }

    /** Versions of the module, its major version, and everything behind. */
    private static int[] svn(int moduleSvn, int moduleVersion, int others) {
        int[] svn = new int[16];
        Arrays.fill(svn, others);
        svn[0] = moduleSvn;
        svn[1] = moduleVersion;
        return svn;
    }

    private TestCertificate pckAt(int svn) {
        return TestCertificate.named("Intel SGX PCK Certificate")
                .sgx(TestPlatform.sgxExtension(svn))
                .by(sgx.ca);
    }

    private static TestCertificate.Spec pck(String name) {
        return TestCertificate.named(name).sgx(TestPlatform.sgxExtension(TestQuote.SVN));
    }

    private static String caName() {
        return "Intel SGX PCK Platform CA";
    }

    private static byte[] qe(int flags, String mrsigner, int prodId, int svn) {
        return TestQuote.sgxReport(flags, "0e".repeat(32), mrsigner, prodId, svn);
    }

    private void refusedQe(byte[] report, String found) {
        refused(Rule.QE_IDENTITY, () -> sgx.verify(new TestQuote().qeReport(report)), found);
    }

    private void refusedChain(String found) {
        sgx.pck = pckAt(TestQuote.SVN);
        refused(Rule.PCK_CHAIN, () -> sgx.verify(new TestQuote()), found);
    }

    private static void refused(Rule rule, ThrowingCallable verification, String found) {
        assertThatThrownBy(verification)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> {
                            assertThat(e).hasMessageContaining(found);
                            assertThat(e.rule()).isEqualTo(rule);
                        });
    }
}
