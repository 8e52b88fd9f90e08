package dev.yagura.network.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.network.packet.IpAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // addresses; what they mean; what they do not mean
                "any; 1.2.3.4 ::1;",
                "1.2.3.4; 1.2.3.4; 1.2.3.5 ::1",
                "10.0.0.0/8; 10.0.0.0 10.255.255.255; 9.255.255.255 11.0.0.0",
                "10.1.2.3/255.255.0.0; 10.1.0.0 10.1.255.255; 10.2.0.0 10.0.255.255",
                "10.0.0.1-10.0.0.9; 10.0.0.1 10.0.0.9; 10.0.0.0 10.0.0.10",
                "0.0.0.0/0; 0.0.0.0 255.255.255.255; ::",
                "2001:db8::/33; 2001:db8:7fff:ffff:ffff:ffff:ffff:ffff; 2001:db8:8000::",
                "2001:db8::/65; 2001:db8::7fff:ffff:ffff:ffff; 2001:db8:0:0:8000::",
                "fe80::1/128; fe80::1; fe80::2 1.2.3.4",
                "!10.0.0.0/8; 11.0.0.0 ::1; 10.0.0.1",
                "[10.0.0.0/8,!10.1.0.0/16,::1]; 10.2.0.0 ::1; 10.1.0.0 ::2",
                "[!10.0.0.0/8]; 11.0.0.0; 10.0.0.0",
                "[any,!10.0.0.0/8]; 11.0.0.0; 10.0.0.0",
                "![10.0.0.0/8,!10.1.0.0/16]; 10.1.0.0 11.0.0.0; 10.0.0.0",
                "$HOME_NET; 192.168.1.1 10.0.0.1 172.31.255.255; 8.8.8.8",
                "$EXTERNAL_NET; 8.8.8.8; 192.168.1.1",
                "!$EXTERNAL_NET; 192.168.1.1; 8.8.8.8",
                "[$EXTERNAL_NET,10.0.0.1]; 8.8.8.8 10.0.0.1; 10.0.0.2",
            })
    void addressesMeanWhatTheySay(String text, String in, String out) {
        Selection<IpAddress> selection =
                RuleTexts.accepted("alert ip " + text + " any -> any any (sid:1;)")
                        .header()
                        .source()
                        .addresses();
        assertThat(addresses(in)).allMatch(selection::contains);
        assertThat(addresses(out)).noneMatch(selection::contains);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "80; 80; 79 81",
                "1024:; 1024 65535; 1023",
                ":1023; 0 1023; 1024",
                "80:90; 80 90; 79 91",
                "[80,443,8000:8009]; 80 443 8005; 81 8010",
                "[1:100,!50]; 1 49 51; 50 101",
                "!80; 81 0; 80",
                "$HTTP_PORTS; 80; 81",
                "!$HTTP_PORTS; 81; 80",
            })
    void portsMeanWhatTheySay(String text, String in, String out) {
        Selection<Integer> selection =
                RuleTexts.accepted("alert tcp any any -> any " + text + " (sid:1;)")
                        .header()
                        .destination()
                        .ports();
        assertThat(in.split(" ")).allMatch(port -> selection.contains(Integer.valueOf(port)));
        assertThat(out.split(" ")).noneMatch(port -> selection.contains(Integer.valueOf(port)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!any",
                "[1.2.3.4,!any]",
                "1.2.3.4]",
                "[]",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/255.0.255.0",
                "::/129",
                "::/255.0.0.0",
                "10.0.0.9-10.0.0.1",
                "1.1.1.1-::1",
                "$",
                "$UNSET",
                "host.example"
            })
    void whatMeansNothingIsRefused(String text) {
        assertThat(RuleTexts.refused("alert ip " + text + " any -> any any (sid:1;)"))
                .startsWith("source address: ");
    }

    @Test
    void circlesOfVariablesAndTooManyElementsAreRefused() {
        RuleVariables variables =
                RuleVariables.defaults().with("A", "[$B]").with("B", "$A").with("BIG", many());
        for (int level = 0; level < 12; level++) {
            String below = level == 0 ? "$BIG" : "$L" + (level - 1);
            variables = variables.with("L" + level, "[%s,%s]".formatted(below, below));
        }
        RuleConfig config = RuleConfig.defaults().with(variables);

        assertThat(refusal("$A", config)).contains("inside each other");
        assertThat(refusal("$L11", config)).contains("more than 50000 elements");
    }

    @Test
    void aNameThatEndsWithPortsIsOfPorts() {
        RuleVariables variables =
                RuleVariables.defaults().with("MY_PORTS", "9").with("HOME_NET", "192.0.2.1");

        assertThat(variables.ports()).containsEntry("MY_PORTS", "9");
        assertThat(variables.addresses()).containsEntry("HOME_NET", "192.0.2.1");
    }

    private static String refusal(String address, RuleConfig config) {
        return NetworkRules.read(
                        List.of(
                                new RuleSource(
                                        "a.rules",
                                        "alert ip " + address + " any -> any any (sid:1;)")),
                        config)
                .verdicts()
                .getFirst()
                .refusal()
                .orElseThrow()
                .reason();
    }

    private static String many() {
        return "[" + "1.2.3.4,".repeat(99) + "1.2.3.4]";
    }

    private static List<IpAddress> addresses(String text) {
        return text == null
                ? List.of()
                : java.util.Arrays.stream(text.split(" "))
                        .map(each -> IpAddress.parse(each).orElseThrow())
                        .toList();
    }
}
