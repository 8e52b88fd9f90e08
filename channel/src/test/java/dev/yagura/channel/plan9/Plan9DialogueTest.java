package dev.yagura.channel.plan9;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.fixture.AlteredTree;
import dev.yagura.storage.fixture.AlteredTree.Alteration;
import dev.yagura.storage.fixture.MemoryTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages byte by byte, as {@code protocol.md} of diod has them. Requests are those that it shows
 * in "Sample Session" of Linux's client; what is answered was put together by hand from the tables
 * there.
 */
class Plan9DialogueTest {
    private static final int MUTATIONS = Integer.getInteger("mutations", 2000);

    private static final String VERSION_ANSWER = "65ffff e8ff0000 0800 3950323030302e4c";

    private final MemoryTree tree =
            new MemoryTree("made up")
                    .file("/foo", "hello\n", foo -> foo.extendedAttribute("user.a", "bc"))
                    .directory("/dir")
                    .link("/link", "foo")
                    .device("/null", FileType.CHARACTER_DEVICE, 1, 3);

    @Test
    void agreesUponVersionAndLength() throws MalformedStructureException {
        Wire9 wire = new Wire9(tree);

        assertThat(wire.ask(Wire9.VERSION)).isEqualTo(hex(VERSION_ANSWER));
        assertThat(wire.ask("64ffff 00000040 0800 3950323030302e4c"))
                .as("no longer than this server has them")
                .isEqualTo(hex("65ffff 00001000 0800 3950323030302e4c"));
        assertThat(wire.ask("64ffff e8ff0000 0600 395032303030"))
                .as("9P2000")
                .isEqualTo(hex("65ffff 40000000 0700 756e6b6e6f776e"));
        assertThat(wire.ask("64ffff ff0f0000 0800 3950323030302e4c"))
                .as("4095 bytes")
                .isEqualTo(hex("65ffff 40000000 0700 756e6b6e6f776e"));
    }

    @Test
    void findsAndReadsAFile() throws MalformedStructureException {
        Wire9 wire = new Wire9(tree);
        wire.ask(Wire9.VERSION);

        assertThat(wire.ask(Wire9.ATTACH)).isEqualTo(hex("690100 80 00000000 0200000000000000"));
        assertThat(wire.ask("6e0100 00000000 02000000 0100 0300666f6f"))
                .isEqualTo(hex("6f0100 0100 00 00000000 0300000000000000"));
        assertThat(wire.ask("180100 02000000 ff07000000000000"))
                .isEqualTo(
                        hex(
                                "190100 ff0f000000000000 00 00000000 0300000000000000 a4810000"
                                        + "00000000 00000000 0100000000000000 0000000000000000"
                                        + "0600000000000000 0010000000000000 0100000000000000"
                                        + "00b9556900000000 0000000000000000".repeat(4)
                                        + "0000000000000000 0000000000000000"));
        assertThat(wire.ask("0c0100 02000000 00800000"))
                .isEqualTo(hex("0d0100 00 00000000 0300000000000000 00000000"));
        assertThat(wire.ask("740100 02000000 0000000000000000 00800000"))
                .isEqualTo(hex("750100 06000000 68656c6c6f0a"));
        assertThat(wire.ask("740100 02000000 0600000000000000 00800000"))
                .isEqualTo(hex("750100 00000000"));
        assertThat(wire.ask("780100 02000000")).isEqualTo(hex("790100"));
        assertThat(wire.ask("780100 02000000")).as("EBADF").isEqualTo(hex("070100 09000000"));
    }

    @Test
    void readsADirectory() throws MalformedStructureException {
        Wire9 wire = Wire9.begun(tree);
        wire.ask("6e0100 00000000 02000000 0000");
        wire.ask("0c0100 02000000 00410900");

        String dots =
                "80 00000000 0200000000000000 0100000000000000 04 01002e"
                        + "80 00000000 0200000000000000 0200000000000000 04 02002e2e";
        String rest =
                "00 00000000 0300000000000000 0300000000000000 08 0300666f6f"
                        + "80 00000000 0400000000000000 0400000000000000 04 0300646972"
                        + "02 00000000 0500000000000000 0500000000000000 0a 04006c696e6b"
                        + "00 00000000 0600000000000000 0600000000000000 02 04006e756c6c";
        assertThat(wire.ask("280100 02000000 0000000000000000 d0ff0000"))
                .isEqualTo(hex("290100 a1000000" + dots + rest));
        assertThat(wire.ask("280100 02000000 0000000000000000 33000000"))
                .as("as many as fit into 51 bytes")
                .isEqualTo(hex("290100 33000000" + dots));
        assertThat(wire.ask("280100 02000000 0200000000000000 d0ff0000"))
                .isEqualTo(hex("290100 6e000000" + rest));
        assertThat(wire.ask("280100 02000000 0600000000000000 d0ff0000"))
                .isEqualTo(hex("290100 00000000"));
        assertThat(wire.ask("280100 02000000 ffffffffffffff7f d0ff0000"))
                .isEqualTo(hex("290100 00000000"));
        assertThat(wire.ask("280100 02000000 0000000000000000 18000000"))
                .as("EINVAL: not even one")
                .isEqualTo(hex("070100 16000000"));
        assertThat(wire.ask("740100 02000000 0000000000000000 00800000"))
                .as("EISDIR")
                .isEqualTo(hex("070100 15000000"));
    }

    @Test
    void answersAboutLinksAttributesAndFilesystems() throws MalformedStructureException {
        Wire9 wire = Wire9.begun(tree);
        wire.ask("6e0100 00000000 02000000 0100 04006c696e6b");
        wire.ask("6e0100 00000000 03000000 0100 0300666f6f");

        assertThat(wire.ask("160100 02000000")).isEqualTo(hex("170100 0300666f6f"));
        assertThat(wire.ask("1e0100 03000000 04000000 0000"))
                .isEqualTo(hex("1f0100 0700000000000000"));
        assertThat(wire.ask("740100 04000000 0000000000000000 07000000"))
                .isEqualTo(hex("750100 07000000 757365722e6100"));
        assertThat(wire.ask("1e0100 03000000 05000000 0600757365722e61"))
                .isEqualTo(hex("1f0100 0200000000000000"));
        assertThat(wire.ask("740100 05000000 0100000000000000 07000000"))
                .isEqualTo(hex("750100 01000000 63"));
        assertThat(wire.ask("1e0100 03000000 06000000 0600757365722e62"))
                .as("ENODATA")
                .isEqualTo(hex("070100 3d000000"));
        assertThat(wire.ask("080100 00000000"))
                .isEqualTo(
                        hex(
                                "090100 97190201 00100000"
                                        + "0000000000000000".repeat(6)
                                        + "00040000"));
        assertThat(wire.ask("320100 03000000 00000000")).isEqualTo(hex("330100"));
        assertThat(wire.ask("6c0100 0900")).isEqualTo(hex("6d0100"));
    }

    @Test
    void dotsLeadUpAndNoFurtherThanTheRoot() throws MalformedStructureException {
        Wire9 wire = Wire9.begun(tree);

        assertThat(wire.ask("6e0100 00000000 02000000 0300 0300646972 02002e2e 0300666f6f"))
                .isEqualTo(
                        hex(
                                "6f0100 0300 80 00000000 0400000000000000"
                                        + "80 00000000 0200000000000000 00 00000000 0300000000000000"));
        assertThat(wire.ask("6e0100 00000000 03000000 0200 02002e2e 02002e2e"))
                .isEqualTo(hex("6f0100 0200" + "80 00000000 0200000000000000".repeat(2)));
    }

    @Test
    void aWalkThatGetsHalfwaySaysHowFar() throws MalformedStructureException {
        Wire9 wire = Wire9.begun(tree);

        assertThat(wire.ask("6e0100 00000000 02000000 0200 0300646972 0300666f6f"))
                .isEqualTo(hex("6f0100 0100 80 00000000 0400000000000000"));
        assertThat(wire.ask("180100 02000000 ff07000000000000"))
                .as("EBADF: the new fid is of no file")
                .isEqualTo(hex("070100 09000000"));
        assertThat(wire.ask("6e0100 00000000 02000000 0100 0300626172"))
                .as("ENOENT")
                .isEqualTo(hex("070100 02000000"));
        assertThat(wire.ask("6e0100 00000000 02000000 0100 0700646972 2f2e2e2f"))
                .as("ENOENT: a name with a slash")
                .isEqualTo(hex("070100 02000000"));
    }

    /** Readers of filesystems are asked for names only that one can have. */
    @Test
    void aNameThatNoFileCanHaveIsNotLookedFor() throws MalformedStructureException {
        List<FileName> asked = new ArrayList<>();
        Wire9 wire =
                Wire9.begun(
                        new AlteredTree(
                                tree,
                                new Alteration() {
                                    @Override
                                    public Optional<StoredFile> find(
                                            StoredFile directory, FileName name) {
                                        asked.add(name);
                                        return Optional.of(directory);
                                    }
                                }));

        String[] impossible = {"0000", "0100 2f", "0100 00", "0300 612f62", "0300 610062"};
        for (String name : impossible) {
            assertThat(wire.ask("6e0100 00000000 02000000 0100" + name))
                    .as("ENOENT: %s", name)
                    .isEqualTo(hex("070100 02000000"));
        }
        assertThat(wire.ask("6e0100 00000000 02000000 0200 01002e 02002e2e"))
                .as("dots are no names")
                .startsWith(hex("6f0100 0200"));
        assertThat(asked).isEmpty();
        assertThat(wire.ask("6e0100 00000000 03000000 0100 ff00" + "61".repeat(255)))
                .startsWith(hex("6f0100 0100"));
        assertThat(asked).hasSize(1);
    }

    @Test
    void nothingIsReadBeforeTheBeginOfAFile() throws MalformedStructureException {
        Wire9 wire = Wire9.begun(tree);
        wire.ask("6e0100 00000000 02000000 0100 0300666f6f");
        wire.ask("1e0100 02000000 03000000 0600757365722e61");
        wire.ask("0c0100 02000000 00000000");
        wire.ask("6e0100 00000000 04000000 0000");
        wire.ask("0c0100 04000000 00000000");

        String einval = hex("070100 16000000");
        for (String offset : List.of("ffffffffffffffff", "0000000000000080")) {
            assertThat(wire.ask("740100 02000000" + offset + "00800000")).isEqualTo(einval);
            assertThat(wire.ask("740100 03000000" + offset + "00800000")).isEqualTo(einval);
            assertThat(wire.ask("280100 04000000" + offset + "00800000")).isEqualTo(einval);
        }
        assertThat(wire.ask("740100 02000000 ffffffffffffff7f 00800000"))
                .as("nothing is there")
                .isEqualTo(hex("750100 00000000"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0e0100 00000000 0300666f6f 41820000 a4810000 00000000", // Tlcreate
                "100100 00000000 0100610100620000 0000", // Tsymlink
                "1a0100 00000000", // Tsetattr
                "200100 00000000", // Txattrcreate
                "460100 00000000", // Tlink
                "480100 00000000", // Tmkdir
                "4a0100 00000000", // Trenameat
                "4c0100 00000000", // Tunlinkat
                "760100 00000000 0000000000000000 06000000 68656c6c6f0a", // Twrite
                "0c0100 00000000 01000000", // Tlopen for writing
                "0c0100 00000000 00020000", // Tlopen with O_TRUNC
            })
    void whatWouldWriteIsRefused(String request) throws MalformedStructureException {
        assertThat(Wire9.begun(tree).ask(request)).as("EROFS").isEqualTo(hex("070100 1e000000"));
    }

    @Test
    void devicesAreToldAndNeverOpened() throws MalformedStructureException {
        Wire9 wire = Wire9.begun(tree);
        wire.ask("6e0100 00000000 02000000 0100 04006e756c6c");

        assertThat(wire.ask("180100 02000000 ff07000000000000")).contains("0301000000000000");
        assertThat(wire.ask("0c0100 02000000 00000000"))
                .as("EACCES")
                .isEqualTo(hex("070100 0d000000"));
    }

    @Test
    void whatMakesNoSenseIsAnsweredByEproto() throws MalformedStructureException {
        String eproto = hex("070100 47000000");
        assertThat(new Wire9(tree).ask(Wire9.ATTACH)).as("before Tversion").isEqualTo(eproto);

        Wire9 wire = Wire9.begun(tree);
        assertThat(wire.ask("6e0100 00000000 02000000 0100 0400666f6f")).isEqualTo(eproto);
        assertThat(wire.ask("6e0100 00000000 02000000 1100" + "0000".repeat(17)))
                .as("17 names")
                .isEqualTo(eproto);
        assertThat(wire.ask("780100 02000000 00")).as("a byte too many").isEqualTo(eproto);
        assertThat(wire.ask("340100")).as("Tlock: EOPNOTSUPP").isEqualTo(hex("070100 5f000000"));
        assertThat(wire.ask("ff0100")).as("no message").isEqualTo(hex("070100 5f000000"));
    }

    @Test
    void oneClientHasSoMuchAndNoMore() throws MalformedStructureException {
        Plan9Limits few =
                new Plan9Limits(4096, 1, 1, 16, 2, 8, Duration.ofSeconds(1), Duration.ofSeconds(1));
        Wire9 wire = new Wire9(new MemoryTree("deep").file("/a/b/c", ""), few);
        wire.ask(Wire9.VERSION);
        wire.ask(Wire9.ATTACH);

        assertThat(wire.ask("6e0100 00000000 11000000 0300 010061 010062 010063"))
                .as("two of three names")
                .startsWith(hex("6f0100 0200"));
        for (int fid = 1; fid < 16; fid++) {
            assertThat(wire.ask("6e0100 00000000 %02x000000 0000".formatted(fid)))
                    .isEqualTo(hex("6f0100 0000"));
        }
        assertThat(wire.ask("6e0100 00000000 11000000 0000"))
                .as("EMFILE")
                .isEqualTo(hex("070100 18000000"));
        wire.ask("0c0100 01000000 00000000"); // 3 names
        wire.ask("0c0100 02000000 00000000");
        assertThat(wire.ask("0c0100 03000000 00000000"))
                .as("ENOMEM")
                .isEqualTo(hex("070100 0c000000"));
        wire.ask("780100 01000000");
        assertThat(wire.ask("0c0100 03000000 00000000")).startsWith(hex("0d0100"));
    }

    @Test
    void lengthsThatCannotBeAreNoMessages() throws MalformedStructureException {
        Wire9 wire = Wire9.begun(tree);
        byte[] message = Wire9.message("780100 02000000");
        for (int first : new int[] {0, 6, 10, 12, 255}) {
            byte[] changed = message.clone();
            changed[0] = (byte) first;
            assertThatThrownBy(() -> wire.dialogue().answer(changed))
                    .as("length %d", first)
                    .isInstanceOf(MalformedStructureException.class);
        }
    }

    /** Whatever a client sends, there is one answer to it, of this tag, and the server goes on. */
    @Test
    void survivesMutatedMessages() throws MalformedStructureException {
        String[] requests = {
            Wire9.VERSION,
            Wire9.ATTACH,
            "6e0100 00000000 02000000 0100 0300666f6f",
            "6e0100 00000000 03000000 0000",
            "180100 02000000 ff07000000000000",
            "0c0100 02000000 00000000",
            "740100 02000000 0000000000000000 00800000",
            "0c0100 03000000 00000000",
            "280100 03000000 0000000000000000 d0ff0000",
            "1e0100 00000000 04000000 0000",
            "160100 02000000",
            "080100 00000000",
            "6c0100 0100",
            "780100 02000000",
            "7a0100 03000000",
        };
        Random random = new Random(9);
        Wire9 wire = Wire9.begun(tree);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] message = Wire9.message(requests[random.nextInt(requests.length)]);
            for (int change = random.nextInt(3); change > 0; change--) {
                int at = 4 + random.nextInt(message.length - 4);
                message[at] =
                        (byte)
                                (random.nextBoolean()
                                        ? random.nextInt(256)
                                        : message[at] ^ 1 << random.nextInt(8));
            }
            if (random.nextInt(8) == 0) {
                message = Arrays.copyOf(message, 7 + random.nextInt(message.length));
                message[0] = (byte) message.length;
            }
            byte[] answer = wire.dialogue().answer(message);
            assertThat(Arrays.copyOfRange(answer, 5, 7))
                    .isEqualTo(Arrays.copyOfRange(message, 5, 7));
            assertThat(answer[4] & 1).as("is an answer").isEqualTo(1);
        }
        wire.ask(Wire9.VERSION);
        assertThat(wire.ask(Wire9.ATTACH)).startsWith(hex("690100"));
    }

    private static String hex(String text) {
        return text.replace(" ", "");
    }
}
