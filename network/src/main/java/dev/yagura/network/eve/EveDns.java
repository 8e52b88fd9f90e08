package dev.yagura.network.eve;

import dev.yagura.network.dns.DnsMessage;
import dev.yagura.network.dns.DnsQuestion;
import dev.yagura.network.dns.DnsRecord;
import dev.yagura.network.dns.DnsType;
import dev.yagura.network.packet.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** What records say of messages of DNS, in the second form of EVE's. */
final class EveDns {
    private static final int VERSION = 2;
    private static final int AUTHORITATIVE = 0x0400;
    private static final int CUT = 0x0200;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RECURSION_AVAILABLE = 0x0080;

    private EveDns() {}

    /** Returns one question of a query. */
    static SequencedMap<String, Object> query(
            DnsMessage message, DnsQuestion question, long transaction) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", VERSION);
        fields.put("type", "query");
        fields.put("id", message.id());
        fields.put("rrname", question.name());
        fields.put("rrtype", DnsType.name(question.type()));
        fields.put("tx_id", transaction);
        fields.put("opcode", message.opcode());
        return fields;
    }

    /** Returns an answer. */
    static SequencedMap<String, Object> answer(DnsMessage message) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", VERSION);
        fields.put("type", "answer");
        fields.put("id", message.id());
        fields.put("flags", Integer.toHexString(message.flags()));
        fields.put("qr", true);
        putFlag(fields, "aa", message, AUTHORITATIVE);
        putFlag(fields, "tc", message, CUT);
        putFlag(fields, "rd", message, RECURSION_DESIRED);
        putFlag(fields, "ra", message, RECURSION_AVAILABLE);
        fields.put("opcode", message.opcode());
        Optional<DnsQuestion> question = message.questions().stream().findFirst();
        question.ifPresent(asked -> {
            fields.put("rrname", asked.name());
            fields.put("rrtype", DnsType.name(asked.type()));
        });
        fields.put("rcode", code(message.responseCode()));
        if (!message.answers().isEmpty()) {
            fields.put("answers", message.answers().stream().map(EveDns::record).toList());
            fields.put("grouped", grouped(message.answers()));
        }
        if (!message.authorities().isEmpty()) {
            fields.put("authorities", message.authorities().stream().map(EveDns::record).toList());
        }
        return fields;
    }

    private static void putFlag(
            SequencedMap<String, Object> fields, String name, DnsMessage message, int bit) {
        if ((message.flags() & bit) != 0) {
            fields.put(name, true);
        }
    }

    private static SequencedMap<String, Object> record(DnsRecord record) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("rrname", record.name());
        fields.put("rrtype", DnsType.name(record.type()));
        fields.put("ttl", record.timeToLiveSeconds());
        data(record)
                .ifPresent(
                        data -> fields.put(record.type() == DnsType.SRV ? "srv" : "rdata", data));
        return fields;
    }

    private static SequencedMap<String, List<Object>> grouped(List<DnsRecord> records) {
        SequencedMap<String, List<Object>> groups = new LinkedHashMap<>();
        for (DnsRecord record : records) {
            data(record)
                    .ifPresent(data ->
                            groups.computeIfAbsent(
                                            DnsType.name(record.type()), any -> new ArrayList<>())
                                    .add(data));
        }
        return groups;
    }

    private static Optional<Object> data(DnsRecord record) {
        String text = record.data();
        return switch (record.type()) {
            case DnsType.A, DnsType.CNAME, DnsType.NS, DnsType.PTR, DnsType.TXT ->
                    Optional.of(text);
            case DnsType.AAAA -> IpAddress.parse(text).map(EveText::address);
            case DnsType.MX -> Optional.of(text.substring(text.indexOf(' ') + 1));
            case DnsType.SRV -> Optional.of(service(text.split(" ", 4)));
            default -> Optional.empty();
        };
    }

    private static SequencedMap<String, Object> service(String[] parts) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("priority", Integer.parseInt(parts[0]));
        fields.put("weight", Integer.parseInt(parts[1]));
        fields.put("port", Integer.parseInt(parts[2]));
        fields.put("name", parts[3]);
        return fields;
    }

    private static String code(int number) {
        return switch (number) {
            case 0 -> "NOERROR";
            case 1 -> "FORMERR";
            case 2 -> "SERVFAIL";
            case 3 -> "NXDOMAIN";
            case 4 -> "NOTIMP";
            case 5 -> "REFUSED";
            case 6 -> "YXDOMAIN";
            case 7 -> "YXRRSET";
            case 8 -> "NXRRSET";
            case 9 -> "NOTAUTH";
            case 10 -> "NOTZONE";
            default -> String.valueOf(number);
        };
    }
}
