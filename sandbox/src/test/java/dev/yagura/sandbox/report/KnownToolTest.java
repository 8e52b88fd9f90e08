package dev.yagura.sandbox.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Lines of the versions that the package's documentation names: of rkhunter, lynis, aide and
 * debsums as they printed them in the sandbox, of chkrootkit and unhide as their sources have them.
 */
class KnownToolTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chkrootkit | Checking `ls'...                                            INFECTED",
                "chkrootkit | INFECTED PORTS: ( 465)",
                "chkrootkit | WARNING: Possible Linux.Xor.DDoS installed:",
                "chkrootkit | eth0: PACKET SNIFFER(/usr/sbin/tcpdump[812])",
                "chkrootkit | You have     1 process hidden for readdir command",
                "chkrootkit | You have     2 process hidden for ps command",
                "rkhunter   | Checking for prerequisites                               [ Warning ]",
                "rkhunter   | Warning: The command '/usr/bin/egrep' has been replaced by a script",
                "unhide     | Found HIDDEN PID: 1337",
                "unhide     | Found FAKE PID: 7	Command = x not seen by 3 sys fonc",
                "unhide     | Found Hidden port that not appears in ss: 31337",
                "lynis      | -e \u001b[2C- Checking /tmp sticky bit\u001b[33C [ WARNING ]",
                "lynis      | ! No AIDE configuration file was found, needed for AIDE functionality [FINT-4315]",
                "aide       | f+++++++++++++++++: /etc/new",
                "aide       | f-----------------: /etc/b",
                "aide       | d < .             : /etc",
                "aide       | f > .       H     : /etc/a",
                "debsums    | /usr/bin/tty                                              FAILED",
                "debsums    | debsums: missing file /usr/bin/users (from coreutils package)",
            })
    void recognisesWhatIsReported(String tool, String line) {
        assertThat(findings(tool, line)).containsExactly(new ToolFinding(2, line.strip()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chkrootkit | Checking `ls'...                                            not infected",
                "chkrootkit | Checking `bindshell'...                                     not found",
                "chkrootkit | Checking `sniffer'...",
                "chkrootkit | eth0: not promisc and no packet sniffer sockets",
                "rkhunter   | /usr/bin/ls                                              [ OK ]",
                "rkhunter   | 55808 Trojan - Variant A                                 [ Not found ]",
                "rkhunter   | Checking for preloading variables                        [ None found ]",
                "unhide     | [*]Searching for Hidden processes through kill(..,0) scanning",
                "lynis      | - Checking sulogin                                          [ SUGGESTION ]",
                "lynis      | * Install debsums utility [PKGS-7370]",
                "aide       | Added entries:		1",
                "aide       | End timestamp: 2026-11-30 03:00:00 +0000 (run time: 0m 1s)",
                "debsums    | /usr/bin/ls                                                   OK",
            })
    void leavesOutWhatIsNot(String tool, String line) {
        assertThat(findings(tool, line)).isEmpty();
    }

    @Test
    void aToolIsKnownByItsName() {
        assertThat(KnownTool.of("/usr/sbin/unhide-linux")).contains(KnownTool.UNHIDE);
        assertThat(KnownTool.of("ls")).isEmpty();
        assertThat(KnownTool.of("chkrootkit-daily")).isEmpty();
    }

    private static List<ToolFinding> findings(String tool, String line) {
        return KnownTool.of(tool).orElseThrow().findings("first line\n" + line + "\n");
    }
}
