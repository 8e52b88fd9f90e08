package dev.yagura.network.rules;

import static dev.yagura.network.rules.RuleTexts.accepted;
import static dev.yagura.network.rules.RuleTexts.refused;
import static dev.yagura.network.rules.RuleTexts.refusedTcp;
import static dev.yagura.network.rules.RuleTexts.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.network.packet.TcpFlag;
import dev.yagura.network.rules.BufferCondition.ByteExtract;
import dev.yagura.network.rules.BufferCondition.ByteJump;
import dev.yagura.network.rules.BufferCondition.ByteTest;
import dev.yagura.network.rules.BufferCondition.Content;
import dev.yagura.network.rules.BufferCondition.DataAt;
import dev.yagura.network.rules.BufferCondition.FastPattern;
import dev.yagura.network.rules.BufferCondition.Size;
import dev.yagura.network.rules.BufferCondition.Transform;
import dev.yagura.network.rules.BufferCondition.Where;
import dev.yagura.network.rules.Condition.Flow;
import dev.yagura.network.rules.Condition.Track;
import dev.yagura.network.rules.NumberTest.Relation;
import dev.yagura.network.rules.Quantity.Fixed;
import dev.yagura.network.rules.Quantity.Variable;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConditionsTest {
    private static final Where PAYLOAD = new Where(Buffer.PAYLOAD, List.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "abc ~ 616263",
                "|00 fF|a|0a| ~ 00ff610a",
                "||x ~ 78",
                "\\\"\\;\\\\\\: ~ 223b5c3a",
                "é ~ c3a9",
            })
    void contentsAreBytes(String text, String hex) {
        assertThat(content("content:\"" + text + "\";").pattern().toString()).isEqualTo(hex);
    }

    @Test
    void modifiersBelongToTheContentBeforeThem() {
        NetworkRule rule =
                tcp(
                        "content:!\"a\"; nocase; offset:2; depth:9; content:\"bc\";"
                                + " distance:-1; within:5; fast_pattern:1,1; endswith;"
                                + " content:\"d\"; startswith;");

        Content first = (Content) rule.conditions().get(0);
        assertThat(first.negated() && first.ignoresCase()).isTrue();
        assertThat(first.place().offset()).contains(new Fixed(2));
        assertThat(first.place().depth()).contains(new Fixed(9));
        Content second = (Content) rule.conditions().get(1);
        assertThat(second.place().distance()).contains(new Fixed(-1));
        assertThat(second.place().within()).contains(new Fixed(5));
        assertThat(second.place().end()).isTrue();
        assertThat(second.fastPattern())
                .contains(new FastPattern(false, OptionalInt.of(1), OptionalInt.of(1)));
        Content third = (Content) rule.conditions().get(2);
        assertThat(third.place().start()).isTrue();
        assertThat(third.ignoresCase() || third.negated()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "content:abc; ~ content: is \"abc\", expected it in quotes",
                "content:\"\"; ~ content: is empty",
                "content:\"|0|\"; ~ content: has half a byte in \"0\"",
                "content:\"|0g|\"; ~ content: has \"0g\" between |, expected hexadecimal digits",
                "content:\"|00\"; ~ content: has a | that no other closes",
                "content:\"a\\b\"; ~ content: has a backslash before what is none of \" \\ ; :,"
                        + " expected |5C|",
                "content:\"a\"b\"; ~ content: has a \" without a backslash before it",
                "nocase; ~ nocase: has no content before it",
                "content:\"a\"; nocase:1; ~ nocase: has the value \"1\", expected none",
                "content:\"a\"; nocase; nocase; ~ nocase: is there twice, expected one of a"
                        + " content",
                "content:\"ab\"; depth:1; ~ depth: is 1, less than the 2 bytes of the content",
                "content:\"ab\"; within:1; ~ within: is 1, less than the 2 bytes of the content",
                "content:\"a\"; offset:1; offset:2; ~ offset: is there twice, expected one of a"
                        + " content",
                "content:\"a\"; offset:1; distance:2; ~ distance: stands beside [offset]: one"
                        + " counts from the match before, one does not",
                "content:\"a\"; startswith; depth:2; ~ depth: stands beside startswith",
                "content:\"a\"; depth:2; startswith; ~ startswith: stands beside [depth]",
                "content:\"a\"; depth:len; ~ depth: names \"len\", which no byte_extract before it"
                        + " makes",
                "content:\"a\"; fast_pattern; content:\"b\"; fast_pattern; ~ fast_pattern: is there"
                        + " twice, expected one of a rule",
                "content:\"a\"; fast_pattern:1,1; ~ fast_pattern: ends at byte 2 of 1",
                "content:!\"a\"; depth:4; fast_pattern; ~ fast_pattern: is of a content that must"
                        + " not be at a certain place",
                "dsize:5<>6; ~ dsize: is \"5<>6\", between which lies nothing",
                "dsize:<0; ~ dsize: is \"<0\", which is never so",
                "dsize:a; ~ dsize: is \"a\", expected a number, <, >, <=, >= or ! before one, or"
                        + " two with <> between",
                "bsize:4; ~ bsize: has no buffer before it",
                "dotprefix; ~ dotprefix: has no buffer before it",
                "http.uri; ~ http.uri: is followed by nothing that looks at it",
                "http.uri; http.method; content:\"a\"; ~ http.uri: is followed by nothing that"
                        + " looks at it",
                "http.uri; content:\"a\"; dns.query; content:\"b\"; ~ dns.query: is of dns, the"
                        + " rule is about http",
                "http.uri; content:\"a\"; http.stat_code; content:\"2\"; ~ http.stat_code: is what"
                        + " one side sends, the rule looks at what the other sends",
                "flow:to_client; http.uri; content:\"a\"; ~ http.uri: is what one side sends, the"
                        + " rule looks at what the other sends",
                "http.uri; content:\"a\"; http_method; ~ http_method: moves a content that a buffer"
                        + " was selected for",
                "content:\"a\"; http_uri; http_method; ~ http_method: moves a content that was"
                        + " moved before",
                "flow:established,established; ~ flow: has \"established\" beside what says"
                        + " otherwise, or the same",
                "flow:to_client,to_server; ~ flow: has \"to_server\" beside what says otherwise, or"
                        + " the same",
                "flow:only_frag; ~ flow: has \"only_frag\", which is not supported",
                "flow:established; flow:to_client; ~ flow: is there twice, expected one of a rule",
                "flowbits:set; ~ flowbits: has 1 parts, expected 2",
                "flowbits:set,a|b; ~ flowbits: changes one of several, which cannot be",
                "flowbits:keep,a; ~ flowbits: is \"keep\", expected set, unset, toggle, isset,"
                        + " isnotset or noalert",
                "xbits:set,a,expire 5; ~ xbits: lacks track ip_src, ip_dst or ip_pair",
                "threshold:type limit, track by_src, count 1; ~ threshold: has the parts [count,"
                        + " track, type], expected 4",
                "threshold:type often, track by_src, count 1, seconds 1; ~ threshold: lacks type"
                        + " limit, threshold or both",
                "threshold:type limit, track by_src, count 0, seconds 1; ~ threshold: is \"0\","
                        + " expected a whole number of 1 to 4294967295",
                "threshold:type limit, track by_src, count 1, seconds 1; detection_filter:track"
                        + " by_src, count 1, seconds 1; ~ detection_filter: is a second threshold of"
                        + " the rule",
                "byte_test:1,>,5; ~ byte_test: has 3 parts, expected at least 4",
                "byte_test:9,>,5,0; ~ byte_test: is \"9\", expected a whole number of 1 to 8",
                "byte_test:1,%,5,0; ~ byte_test: has the operator \"%\", expected one of < <= > >="
                        + " = & ^, and ! before it",
                "byte_test:1,>,5,0,dce; ~ byte_test: has \"dce\", which is not supported",
                "byte_test:1,>,5,0,hex; ~ byte_test: has a base without string",
                "byte_jump:1,0,from_end,from_beginning; ~ byte_jump: has from_beginning and"
                        + " from_end",
                "byte_extract:1,0,1; ~ byte_extract: makes \"1\", expected a name",
                "isdataat:5,absolute; ~ isdataat: has \"absolute\", expected relative or rawbytes",
                "flags:X; ~ flags: has \"X\", expected letters of FSRPAUEC12 or 0",
                "asn1:oversize_length 5; ~ asn1: is not supported",
                "tag:session,5,packets; ~ tag: is not supported",
            })
    void whatDoesNotGoTogetherIsRefused(String options, String expected) {
        assertThat(refusedTcp(options)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void everyBufferCanBeSelected(Buffer buffer) {
        String rule =
                "alert ip any any -> any any (%s; content:\"a\"; sid:1;)"
                        .formatted(buffer.keyword());
        NetworkRule accepted = accepted(rule);

        assertThat(((Content) accepted.conditions().getFirst()).where().buffer()).isEqualTo(buffer);
        assertThat(accepted.application()).isEqualTo(buffer.protocol());
    }

    @Test
    void aBufferMustBeOfTheRulesProtocol() {
        assertThat(refused("alert udp any any -> any any (http.uri; content:\"a\"; sid:1;)"))
                .isEqualTo("http.uri: is of http, the rule is about udp");
        assertThat(refused("alert dns any any -> any any (tls.sni; content:\"a\"; sid:1;)"))
                .isEqualTo("tls.sni: is of tls, the rule is about dns");
        assertThat(refused("alert tcp-pkt any any -> any any (file.data; content:\"a\"; sid:1;)"))
                .isEqualTo("file.data: looks at a stream, the rule at single packets: tcp-pkt");
        assertThat(refused("alert smtp any any -> any any (file.data; content:\"a\"; sid:1;)"))
                .isEqualTo("file.data: is of http, the rule is about smtp");
        assertThat(
                        accepted("alert udp any any -> any 53 (dns_query; content:\"a\"; sid:1;)")
                                .application())
                .contains(Protocol.DNS);
    }

    @Test
    void buffersStaySelectedAndOlderRulesMoveContents() {
        NetworkRule sticky =
                tcp("dns.query; dotprefix; content:\".a.b\"; bsize:4; pkt_data; content:\"c\";");
        assertThat(sticky.conditions().get(1))
                .isEqualTo(
                        new Size(
                                new Where(Buffer.DNS_QUERY, List.of(Transform.DOTPREFIX)),
                                new NumberTest(Relation.EQUAL, 4, 4)));
        assertThat(((Content) sticky.conditions().get(2)).where()).isEqualTo(PAYLOAD);

        NetworkRule older = tcp("content:\"a\"; http_uri; content:\"b\"; urilen:>5,raw;");
        assertThat(older.conditions())
                .extracting(each -> ((BufferCondition) each).where().buffer())
                .containsExactly(Buffer.HTTP_URI, Buffer.PAYLOAD, Buffer.HTTP_URI_RAW);
    }

    @Test
    void numbersAreTakenFromPackets() {
        NetworkRule rule =
                tcp(
                        "byte_extract:2,0,len,little,multiplier 2,align 4;"
                                + " byte_test:1,!&,0x80,len,relative,bitmask 0xf0;"
                                + " byte_test:4,!,7,0,string,hex;"
                                + " byte_jump:0,1,string,dec,from_beginning,post_offset -3,align;"
                                + " isdataat:!len,relative; content:\"a\"; within:len;"
                                + " base64_decode:bytes 8,offset 1,relative;");

        assertThat(rule.conditions().subList(0, 5))
                .containsExactly(
                        new ByteExtract(
                                PAYLOAD,
                                number(2, 0, false, ByteNumber.Form.LITTLE_ENDIAN, 0),
                                "len",
                                2,
                                4),
                        new ByteTest(
                                PAYLOAD,
                                new ByteNumber(
                                        new Fixed(1),
                                        new Variable("len"),
                                        true,
                                        ByteNumber.Form.BIG_ENDIAN,
                                        0xF0),
                                ByteTest.Relation.AND,
                                true,
                                new Fixed(0x80)),
                        new ByteTest(
                                PAYLOAD,
                                number(4, 0, false, ByteNumber.Form.HEXADECIMAL, 0),
                                ByteTest.Relation.EQUAL,
                                true,
                                new Fixed(7)),
                        new ByteJump(
                                PAYLOAD,
                                number(0, 1, false, ByteNumber.Form.DECIMAL, 0),
                                1,
                                true,
                                ByteJump.Origin.BEGINNING,
                                -3),
                        new DataAt(PAYLOAD, new Variable("len"), true, true));
        assertThat(((Content) rule.conditions().get(5)).place().within())
                .contains(new Variable("len"));
        assertThat(rule.conditions().get(6))
                .isEqualTo(new BufferCondition.Base64(PAYLOAD, OptionalInt.of(8), 1, true));
    }

    @Test
    void flowsBitsAndHeadersAreAskedFor() {
        NetworkRule rule =
                tcp(
                        "flow:from_client,stateless,only_stream; flowbits:isset,a|b;"
                                + " flowbits:toggle,c; flowbits:noalert; xbits:isnotset,d,track"
                                + " ip_pair; xbits:set,d,track ip_dst,expire 9; stream_size:server,<,5;"
                                + " flags:+SA,12; dsize:3<>9; detection_filter:track by_dst, count 5,"
                                + " seconds 9;");

        assertThat(rule.conditions())
                .containsExactly(
                        new Flow(Flow.Direction.TO_SERVER, Flow.State.ANY, Flow.Stream.ONLY_STREAM),
                        new Condition.FlowBit(List.of("a", "b"), true),
                        new Condition.HostBit("d", Track.PAIR, false),
                        new Condition.StreamSize(
                                Condition.StreamSize.Side.SERVER,
                                new NumberTest(Relation.LESS, 5, 5)),
                        new Condition.Flags(
                                Condition.Flags.Mode.ALL,
                                EnumSet.of(TcpFlag.SYN, TcpFlag.ACK),
                                Set.of(TcpFlag.ECE, TcpFlag.CWR)),
                        new Condition.PayloadSize(new NumberTest(Relation.BETWEEN, 3, 9)));
        assertThat(rule.effects())
                .containsExactly(
                        new Effect.FlowBit(Effect.Change.TOGGLE, "c"),
                        new Effect.HostBit(Effect.Change.SET, "d", Track.DESTINATION, 9));
        assertThat(rule.threshold())
                .contains(new Threshold(Threshold.Kind.FILTER, Track.DESTINATION, 5, 9));
        assertThat(rule.reported()).isFalse();
        assertThat(
                        accepted("alert icmp any any -> any any (itype:8; icode:!0; sid:1;)")
                                .conditions())
                .containsExactly(
                        new Condition.Icmp(
                                Optional.of(new NumberTest(Relation.EQUAL, 8, 8)),
                                Optional.empty()),
                        new Condition.Icmp(
                                Optional.empty(),
                                Optional.of(new NumberTest(Relation.NOT_EQUAL, 0, 0))));
    }

    @ParameterizedTest
    @CsvSource({
        "5, 4 6, 5",
        "!5, 5, 4 6",
        "=5, 4, 5",
        "<5, 5, 4",
        "<=5, 6, 5",
        ">5, 5, 6",
        ">=5, 4, 5",
        "5<>8, 5 8, 6 7",
    })
    void comparisonsHoldForWhatTheySay(String text, String out, String in) {
        NumberTest test =
                ((Condition.PayloadSize) tcp("dsize:" + text + ";").conditions().getFirst()).test();
        assertThat(in.split(" ")).allMatch(number -> test.test(Long.parseLong(number)));
        assertThat(out.split(" ")).noneMatch(number -> test.test(Long.parseLong(number)));
    }

    @Test
    void contentBytesAreNotSharedAndEqualByValue() {
        ContentBytes bytes = content("content:\"ab\";").pattern();
        bytes.toArray()[0] = 0;

        assertThat(bytes).isEqualTo(content("content:\"|61 62|\";").pattern());
        assertThat(bytes.toArray()).isEqualTo("ab".getBytes(StandardCharsets.US_ASCII));
    }

    private static Content content(String options) {
        return (Content) tcp(options).conditions().getFirst();
    }

    private static ByteNumber number(
            long bytes, long offset, boolean relative, ByteNumber.Form form, long mask) {
        return new ByteNumber(new Fixed(bytes), new Fixed(offset), relative, form, mask);
    }
}
