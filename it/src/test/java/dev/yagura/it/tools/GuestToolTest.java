package dev.yagura.it.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The comparison itself: that it lets pass what it says it does, and nothing else. */
class GuestToolTest {
    private static final String PS_HEADER =
            "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n";

    private static final String INIT =
            "root           1  3.0  1.2 167656 12000 ?        Ss   10:25   0:02 /sbin/init\n";
    private static final String WORKER =
            "root           9  0.0  0.0      0     0 ?        I    10:25   0:00 [kworker/0:1-events]\n";
    private static final String OWN =
            "root         500  0.0  0.1   9000  3000 ?        R    10:26   0:00 ps aux\n";

    private static GuestTool tool(String command) {
        return GuestTools.ALL.stream()
                .filter(tool -> tool.command().equals(command))
                .map(tool -> new GuestTool(command, 1, tool.form()))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> ofPs(String shown) {
        String before = PS_HEADER + INIT + WORKER + OWN;
        String after =
                PS_HEADER
                        + INIT.replace("0:02", "0:04").replace(" 3.0", " 2.5")
                        + WORKER.replace("-events", "-mm_percpu_wq")
                        + OWN.replace("500", "513");
        return tool("ps aux").differences(before, after, shown);
    }

    @Test
    void whatTheToolItselfIsAndWhatRunsOnMayDiffer() {
        assertThat(
                        ofPs(
                                PS_HEADER
                                        + INIT.replace("0:02", "0:03").replace("Ss", "Rs")
                                        + WORKER.replace("-events", "")))
                .isEmpty();
    }

    @Test
    void aProcessThatTheGuestListsTwiceHasToBeThere() {
        assertThat(ofPs(PS_HEADER + INIT)).singleElement().asString().startsWith("shows no root");
    }

    @Test
    void aProcessThatTheGuestDoesNotListMustNotBeThere() {
        assertThat(ofPs(PS_HEADER + INIT + WORKER + INIT.replace(" 1 ", " 7 ")))
                .singleElement()
                .asString()
                .startsWith("shows what is not there: root 7");
    }

    @Test
    void eachColumnThatIsNotNamedHasToBeTheSame() {
        for (String other :
                List.of(
                        INIT.replace("root", "bob"),
                        INIT.replace("167656", "167657"),
                        INIT.replace("12000", "12004"),
                        INIT.replace("?", "tty1"),
                        INIT.replace("Ss", "S"),
                        INIT.replace("Ss", "Zs"),
                        INIT.replace("10:25", "10:24"),
                        INIT.replace("0:02", "0:01"),
                        INIT.replace("0:02", "0:05"),
                        INIT.replace("init", "inity"))) {
            assertThat(ofPs(PS_HEADER + other + WORKER)).as(other).hasSize(1);
        }
    }

    @Test
    void alikeLinesAreCounted() {
        String line = "unix  3      [ ]         STREAM     CONNECTED     -  -\n";
        GuestTool netstat = tool("netstat -anp");

        assertThat(netstat.differences(line + line, line + line, line + line)).isEmpty();
        assertThat(netstat.differences(line + line, line + line, line)).hasSize(1);
        assertThat(netstat.differences(line, line, line + line)).hasSize(1);
    }

    @Test
    void aToolThatPrintsLittleIsNoProof() {
        assertThat(new GuestTool("lsmod", 2, tool("lsmod").form()).differences("a 1", "a 1", "a 1"))
                .singleElement()
                .asString()
                .isEqualTo("the guest itself prints 1 lines twice, expected 2");
    }

    @Test
    void timesAndLoadsAreBetweenThoseOfTheGuest() {
        GuestTool uptime = tool("uptime");
        String before = " 23:59:50 up 59 min,  1 user,  load average: 0.50, 0.20, 0.10";
        String after = " 00:00:20 up  1:00,  1 user,  load average: 0.90, 0.30, 0.10";

        assertThat(uptime.differences(before, after, before.replace("23:59:50", "23:59:55")))
                .isEmpty();
        assertThat(uptime.differences(before, after, before.replace("23:59:50", "00:00:01")))
                .isEmpty();
        for (String other :
                List.of(
                        before.replace("23:59:50", "23:59:48"),
                        before.replace("23:59:50", "00:00:21"),
                        before.replace("59 min", "57 min"),
                        before.replace("1 user", "0 user"),
                        before.replace("0.20", "1.20"))) {
            assertThat(uptime.differences(before, after, other)).as(other).isNotEmpty();
        }
    }

    @Test
    void countersOfAnInterfaceDoNotFallNorRunAhead() {
        String text =
                """
                2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
                    link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff
                    RX:  bytes packets errors dropped  missed   mcast
                           900       9      0       0       0       0
                """;
        GuestTool link = tool("ip -s link");
        String after = text.replace("900 ", "990 ");

        assertThat(link.differences(text, after, text.replace("900 ", "950 "))).isEmpty();
        assertThat(link.differences(text, after, text.replace("900 ", "899 "))).isNotEmpty();
        assertThat(link.differences(text, after, text.replace("900 ", "991 "))).isNotEmpty();
        assertThat(link.differences(text, after, text.replace("1500", "1400"))).isNotEmpty();
    }

    @Test
    void aTreeOfProcessesIsWhoComesFromWhom() {
        assertThat(
                        new ProcessTree()
                                .lines(
                                        """
                                        systemd(1)-+-cron(300)---sh(301)-+-a b(302)
                                                   |                     `-{gmain}(303)
                                                   `-(sd-pam)(310)
                                        """))
                .extracting(PrintedLine::text)
                .containsExactly(
                        "systemd(1)",
                        "systemd(1) cron(300)",
                        "cron(300) sh(301)",
                        "sh(301) a b(302)",
                        "sh(301) {gmain}(303)",
                        "systemd(1) (sd-pam)(310)");
    }

    @ParameterizedTest
    @CsvSource({
        "17:03:46, 17:03:51, 17:03:45, true",
        "17:03:46, 17:03:51, 17:03:51, true",
        "17:03:46, 17:03:51, 17:03:44, false",
        "17:03:46, 17:03:51, 17:03:52, false",
        "00:00:00, 00:00:02, 23:59:59, true",
        "23:59:58, 00:00:02, 00:00:01, true",
        "23:59:58, 00:00:02, 23:59:56, false",
    })
    void timesOfDayAreFromTheLastTickOn(
            String before, String after, String shown, boolean allowed) {
        assertThat(Rule.clock().allows(before, after, shown)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "36.00s, 40.00s, 35.00s, true",
        "36.00s, 40.00s, 34.00s, false",
        "36.00s, 40.00s, 41.00s, false",
        "40 min, 41 min, 39 min, true",
        "40 min, 41 min, 38 min, false",
    })
    void agesAreThoseAtTheLastTick(String before, String after, String shown, boolean allowed) {
        assertThat(Rule.age(Quantity::ofAge).allows(before, after, shown)).isEqualTo(allowed);
    }
}
