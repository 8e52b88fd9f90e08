package dev.yagura.network.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Hostile messages; {@code TsharkConversationsTest} holds sound ones against tshark. */
class DnsMessageTest {
    private static final String HEADER = "1234 8180 0001 0001 0000 0000";
    private static final String QUESTION = "0161 0162 00 0001 0001"; // a.b

    @Test
    void namesArePrintableWhateverTheirBytes() throws MalformedStructureException {
        DnsMessage message =
                parse("0001 0100 0001 0000 0000 0000" + "03 61 2e ff 02 5c 20 00 00ff 0001");

        assertThat(message.questions())
                .containsExactly(new DnsQuestion("a\\046\\255.\\092\\032", 255, 1));
    }

    @Test
    void theRootIsTheEmptyNameAndDataMayBeEmpty() throws MalformedStructureException {
        DnsMessage message = parse("0001 8000 0000 0000 0000 0001" + "00 0029 1000 00000000 0000");

        assertThat(message.additional()).containsExactly(new DnsRecord("", 41, 4096, 0, ""));
    }

    @Test
    void pointersLeadBackOnly() {
        assertRefused(HEADER + QUESTION + "c015 0001 0001 00000000 0004 01020304", "pointer");
        assertRefused(HEADER + QUESTION + "c0ff 0001 0001 00000000 0004 01020304", "pointer");
        assertRefused("0001 0100 0001 0000 0000 0000 c00c 0001 0001", "pointer");
    }

    @Test
    void aNameIsNoLongerThanNamesCanBe() {
        String labels = ("3f" + "61".repeat(63)).repeat(4);
        assertRefused("0001 0100 0001 0000 0000 0000" + labels + "00 0001 0001", "name");

        var chain = new StringBuilder("0001 0100 0001 0000 0000 0000 00 00");
        for (int at = 12; at < 12 + 2 * 200; at += 2) {
            chain.append("%04x".formatted(0xC000 | at));
        }
        byte[] bytes = HexFormat.of().parseHex(chain.toString().replace(" ", ""));
        var names = new DnsNames(Structure.of("dns message", bytes));
        var e = assertThrows(MalformedStructureException.class, () -> names.read(bytes.length - 2));
        assertThat(e.field()).as("pointers to pointers").isEqualTo("pointer");
    }

    @Test
    void dataMustBeWhatTheirTypeSays() {
        assertRefused(HEADER + QUESTION + "c00c 0001 0001 00000000 0003 010203", "RDATA");
        assertRefused(HEADER + QUESTION + "c00c 001c 0001 00000000 0004 01020304", "RDATA");
        assertRefused(HEADER + QUESTION + "c00c 0005 0001 00000000 0003 c00c00", "RDATA");
        assertRefused(HEADER + QUESTION + "c00c 0010 0001 00000000 0002 0261", "RDATA");
    }

    @Test
    void labelsOfOtherKindsAreRefused() {
        var e = assertRefused("0001 0100 0001 0000 0000 0000 41 00 0001 0001", "label length");
        assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED);
    }

    @Test
    void everyTruncationIsRefused() {
        String whole = HEADER + QUESTION + "c00c 0001 0001 0000003c 0004 01020304";
        byte[] bytes = HexFormat.of().parseHex(whole.replace(" ", ""));
        for (int length = 0; length < bytes.length; length++) {
            MemorySegment cut = MemorySegment.ofArray(Arrays.copyOf(bytes, length));
            assertThrows(
                    MalformedStructureException.class,
                    () -> DnsMessage.parse(cut),
                    "length " + length);
        }
    }

    private static MalformedStructureException assertRefused(String digits, String field) {
        var e = assertThrows(MalformedStructureException.class, () -> parse(digits));
        assertThat(e.field()).isEqualTo(field);
        return e;
    }

    private static DnsMessage parse(String digits) throws MalformedStructureException {
        byte[] bytes = HexFormat.of().parseHex(digits.replace(" ", ""));
        return DnsMessage.parse(MemorySegment.ofArray(bytes));
    }
}
