package dev.yagura.detect.storage.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.storage.StorageScan;
import dev.yagura.detect.storage.fixture.DpkgTree;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebShellDetectorTest {
    private final DpkgTree system = new DpkgTree();

    private StorageScan scan() throws IOException {
        return StorageScan.of(system.tree(), WebDetectors.all());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.php|<?php @eval( $_POST['x'] );",
                "a.phtml|<?php system($_GET[\"cmd\"]); ?>",
                "a.php|<?php eval(gzinflate(base64_decode('abc')));",
                "a.inc|<?php echo shell_exec ( $_REQUEST['c'] );",
                "a.php|<?php eval(file_get_contents('php://input'));",
                "logo.gif|GIF89a<?php eval($_POST[1]);",
                "a.jsp|<% Runtime.getRuntime().exec(request.getParameter(\"c\")); %>",
                "a.aspx|<%@ Page Language=\"Jscript\"%><%eval(Request.Item[\"x\"],\"unsafe\");%>",
                "a.asp|<%eval request(\"x\")%>",
                "a.py|import cgi,os\nf=cgi.FieldStorage()\nprint(os.popen(f.getvalue('c')).read())"
            })
    void aShellIsFound(String planted) throws IOException {
        String[] fields = planted.split("\\|", 2);
        system.file("/var/www/html/up/" + fields[0], fields[1]);

        assertThat(scan().subjects("linux.web.shell"))
                .containsExactly("/var/www/html/up/" + fields[0]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.php|<?php $x = filter_input(INPUT_POST, 'x'); echo htmlspecialchars($_POST['x']);",
                "a.php|<?php $r = curl_exec($_SERVER['HTTP_X']); $db->exec($_POST['q']);",
                "a.php|<?php $data = base64_decode($_POST['image']); eval('return 1;');",
                "a.php|<?php error_reporting(0); set_time_limit(0);",
                "a.php|<?php filesystem($_GET['a']); my_eval($_POST['b']);",
                "a.txt|how to use <?php eval($_POST['x'])",
                "a.jsp|<%= request.getParameter(\"name\") %>",
                "a.asp|<% Response.Write Server.HTMLEncode(Request(\"x\")) %>",
                "a.exe|<?php eval($_POST['x']);"
            })
    void anHonestProgramIsNot(String planted) throws IOException {
        String[] fields = planted.split("\\|", 2);
        system.file("/var/www/html/" + fields[0], fields[1]);

        assertThat(scan().findings()).isEmpty();
    }

    @Test
    void aCommandOfAVisitorIsSureAndAPackageIsVouchedFor() throws IOException {
        system.file("/srv/www/x.php", "<?php eval($_POST['x']);")
                .packaged("/usr/share/wordpress/y.php", "<?php eval($_POST['x']);")
                .file("/opt/elsewhere.php", "<?php eval($_POST['x']);");
        StorageScan scan = scan();

        assertThat(scan.findings())
                .singleElement()
                .satisfies(found -> assertThat(found.confidence()).isEqualTo(Confidence.HIGH));
        assertThat(scan.report().vouched()).hasSize(1);
    }
}
