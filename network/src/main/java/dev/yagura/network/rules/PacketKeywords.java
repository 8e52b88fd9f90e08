package dev.yagura.network.rules;

import dev.yagura.network.packet.TcpFlag;
import dev.yagura.network.rules.Condition.Flags.Mode;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is asked of a packet's headers. */
final class PacketKeywords {
    private static final int MAX_PAYLOAD = 0xFFFF;
    private static final int MAX_BYTE = 0xFF;

    private PacketKeywords() {}

    static void addTo(Map<String, Keyword> all) {
        all.put(
                "dsize",
                (option, rule) ->
                        rule.add(
                                new Condition.PayloadSize(
                                        NumberTest.parse(option, option.required(), MAX_PAYLOAD))));
        all.put("flags", PacketKeywords::flags);
        all.put(
                "itype",
                (option, rule) ->
                        rule.add(new Condition.Icmp(Optional.of(icmp(option)), Optional.empty())));
        all.put(
                "icode",
                (option, rule) ->
                        rule.add(new Condition.Icmp(Optional.empty(), Optional.of(icmp(option)))));
    }

    private static NumberTest icmp(RuleOption option) throws RefusedException {
        return NumberTest.parse(option, option.required(), MAX_BYTE);
    }

    private static void flags(RuleOption option, RuleBuilder rule) throws RefusedException {
        List<String> parts = option.parts();
        if (parts.size() > 2) {
            throw option.refused("has %d parts, expected 1 or 2".formatted(parts.size()));
        }
        Mode mode = Mode.EXACTLY;
        String wanted = parts.getFirst();
        if (wanted.startsWith("+") || wanted.endsWith("+")) {
            mode = Mode.ALL;
        } else if (wanted.startsWith("*") || wanted.endsWith("*")) {
            mode = Mode.ANY;
        } else if (wanted.startsWith("!") || wanted.endsWith("!")) {
            mode = Mode.NOT;
        }
        String letters = mode == Mode.EXACTLY ? wanted : wanted.replaceFirst("[+*!]", "");
        rule.add(
                new Condition.Flags(
                        mode,
                        flagSet(option, letters),
                        parts.size() == 2
                                ? flagSet(option, parts.get(1))
                                : EnumSet.noneOf(TcpFlag.class)));
    }

    private static Set<TcpFlag> flagSet(RuleOption option, String letters) throws RefusedException {
        Set<TcpFlag> flags = EnumSet.noneOf(TcpFlag.class);
        if (letters.equals("0")) {
            return flags;
        }
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            flags.add(
                    switch (letter) {
                        case 'F' -> TcpFlag.FIN;
                        case 'S' -> TcpFlag.SYN;
                        case 'R' -> TcpFlag.RST;
                        case 'P' -> TcpFlag.PSH;
                        case 'A' -> TcpFlag.ACK;
                        case 'U' -> TcpFlag.URG;
                        case 'E', '2' -> TcpFlag.ECE;
                        case 'C', '1' -> TcpFlag.CWR;
                        default ->
                                throw option.refused(
                                        "has %s, expected letters of FSRPAUEC12 or 0"
                                                .formatted(RuleOption.quoted(letters)));
                    });
        }
        if (flags.isEmpty()) {
            throw option.refused("has no flags, expected some, or 0");
        }
        return flags;
    }
}
