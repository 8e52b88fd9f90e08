package dev.yagura.attestation.dcap;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is stated about a {@link TestPlatform}, as text; a test replaces parts of it. */
final class TestStatements {

    private static final String DATES =
            """
            "issueDate":"2025-12-15T00:00:00Z","nextUpdate":"2026-01-14T00:00:00Z",\
            "tcbEvaluationDataNumber":17\
            """;

    private TestStatements() {}

    static String sgxVersion3() {
        return """
        {"id":"SGX","version":3,%s,"fmspc":"%s","pceId":"%s","tcbType":0,"tcbLevels":[%s,%s]}\
        """
                .formatted(
                        DATES,
                        TestPlatform.FMSPC,
                        TestPlatform.PCE_ID,
                        level(components("sgxtcbcomponents", TestQuote.SVN), "UpToDate", ""),
                        level(
                                components("sgxtcbcomponents", TestQuote.SVN - 1),
                                "OutOfDate",
                                "\"INTEL-SA-00001\",\"INTEL-SA-00002\""));
    }

    static String sgxVersion2() {
        return """
        {"version":2,%s,"fmspc":"%s","pceId":"%s","tcbType":0,"tcbLevels":[%s,%s]}\
        """
                .formatted(
                        DATES,
                        TestPlatform.FMSPC,
                        TestPlatform.PCE_ID,
                        level(named(TestQuote.SVN), "UpToDate", ""),
                        level(named(TestQuote.SVN - 1), "OutOfDate", "\"INTEL-SA-00003\""));
    }

    /** Levels of TDX components 5 and 4; modules 1 and 3, at 4 and 2 and at 6. */
    static String tdx() {
        String sgx = components("sgxtcbcomponents", TestQuote.SVN) + ",";
        return """
        {"id":"TDX","version":3,%s,"fmspc":"%s","pceId":"%s","tcbType":0,\
        "tdxModule":%s},\
        "tdxModuleIdentities":[%s,"id":"TDX_01","tcbLevels":[%s,%s]},\
        %s,"id":"TDX_03","tcbLevels":[%s]}],\
        "tcbLevels":[%s,%s]}\
        """
                .formatted(
                        DATES,
                        TestPlatform.FMSPC,
                        TestPlatform.PCE_ID,
                        module(),
                        module(),
                        svnLevel(4, "UpToDate", ""),
                        svnLevel(2, "OutOfDate", "\"INTEL-SA-00005\""),
                        module(),
                        svnLevel(6, "UpToDate", ""),
                        level(sgx + tdxComponents(5), "UpToDate", ""),
                        level(sgx + tdxComponents(4), "OutOfDate", "\"INTEL-SA-00004\""));
    }

    static String qeIdentity(String id) {
        return """
        {"id":"%s","version":2,%s,"miscselect":"00000000","miscselectMask":"FFFFFFFF",\
        "attributes":"11000000000000000000000000000000",\
        "attributesMask":"FBFFFFFFFFFFFFFF0000000000000000",\
        "mrsigner":"%s","isvprodid":1,"tcbLevels":[%s,%s]}\
        """
                .formatted(
                        id,
                        DATES,
                        TestQuote.MRSIGNER_QE,
                        svnLevel(TestQuote.QE_SVN, "UpToDate", ""),
                        svnLevel(TestQuote.QE_SVN - 2, "OutOfDate", "\"INTEL-SA-00006\""));
    }

    private static String module() {
        return """
        {"mrsigner":"%s","attributes":"0000000000000000",\
        "attributesMask":"FFFFFFFFFFFFFFFF\"\
        """
                .formatted(TestQuote.MRSIGNER_SEAM);
    }

    private static String components(String member, int svn) {
        List<String> all = Collections.nCopies(16, "{\"svn\":%d}".formatted(svn));
        return "\"%s\":[%s]".formatted(member, String.join(",", all));
    }

    /** The second of them is the module's major version, which the module's identity rates. */
    private static String tdxComponents(int svn) {
        return components("tdxtcbcomponents", svn)
                .replaceFirst(",\\{\"svn\":\\d+}", ",{\"svn\":0}");
    }

    private static String named(int svn) {
        return IntStream.rangeClosed(1, 16)
                .mapToObj(i -> "\"sgxtcbcomp%02dsvn\":%d".formatted(i, svn))
                .collect(Collectors.joining(","));
    }

    private static String level(String components, String status, String advisories) {
        return "{\"tcb\":{%s,\"pcesvn\":13},%s".formatted(components, rating(status, advisories));
    }

    private static String svnLevel(int svn, String status, String advisories) {
        return "{\"tcb\":{\"isvsvn\":%d},%s".formatted(svn, rating(status, advisories));
    }

    private static String rating(String status, String advisories) {
        return "\"tcbDate\":\"2025-05-14T00:00:00Z\",\"tcbStatus\":\"%s\",\"advisoryIDs\":[%s]}"
                .formatted(status, advisories);
    }
}
