package dev.yagura.kernel.linux.content;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U64;
import static dev.yagura.kernel.fixture.FakeTypes.anonymous;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.union;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.ShownTable;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.types.CType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenRowsTest {
    private static final int ID = 8;
    private static final int VISUAL = 24;
    private static final int LINE = 28;
    private static final int WIDTH = 32;
    private static final int HEIGHT = 36;
    private static final int LEFT = 40;
    private static final int TOP = 44;
    private static final int DEPTH = 48;
    private static final int RED = 52;
    private static final int GREEN = 60;
    private static final int BLUE = 68;
    private static final int FIRST_COLOUR = 80;
    private static final int COLOURS = 84;
    private static final int REDS = 88;
    private static final int GREENS = 96;
    private static final int BLUES = 104;
    private static final int OPERATIONS = 112;
    private static final int BASE = 120;
    private static final int SIZE = 128;
    private static final int MEMORY = 136;
    private static final int LINE_BYTES = 4096;

    private final FakeLinux fake = new FakeLinux();
    private final FakeGuest guest = fake.guest();
    private long info;
    private long pixels;
    private long slots;

    private static CType colour() {
        return anonymous(8, at(0, "offset", U32), at(4, "length", U32));
    }

    @BeforeEach
    void makesFrameBuffer() {
        guest.types()
                .struct(
                        "fb_info",
                        192,
                        at(0, "node", S32),
                        at(
                                ID,
                                "fix",
                                anonymous(
                                        180,
                                        at(0, "id", array(CHAR, 16)),
                                        at(VISUAL - ID, "visual", U32),
                                        at(LINE - ID, "line_length", U32),
                                        at(MEMORY - ID, "smem_len", U32))),
                        at(
                                WIDTH,
                                "var",
                                anonymous(
                                        48,
                                        at(0, "xres", U32),
                                        at(HEIGHT - WIDTH, "yres", U32),
                                        at(LEFT - WIDTH, "xoffset", U32),
                                        at(TOP - WIDTH, "yoffset", U32),
                                        at(DEPTH - WIDTH, "bits_per_pixel", U32),
                                        at(RED - WIDTH, "red", colour()),
                                        at(GREEN - WIDTH, "green", colour()),
                                        at(BLUE - WIDTH, "blue", colour()))),
                        at(
                                FIRST_COLOUR,
                                "cmap",
                                anonymous(
                                        32,
                                        at(0, "start", U32),
                                        at(COLOURS - FIRST_COLOUR, "len", U32),
                                        at(REDS - FIRST_COLOUR, "red", U64),
                                        at(GREENS - FIRST_COLOUR, "green", U64),
                                        at(BLUES - FIRST_COLOUR, "blue", U64))),
                        at(OPERATIONS, "fbops", U64),
                        at(
                                BASE,
                                "",
                                union(8, at(0, "screen_base", U64), at(0, "screen_buffer", U64))),
                        at(SIZE, "screen_size", U64));
        slots = guest.allocate(32 * 8);
        guest.symbol("registered_fb", slots, 'B')
                .symbol("_text", FakeGuest.TEXT, 'T')
                .symbol("_stext", FakeGuest.TEXT, 'T')
                .symbol("_etext", FakeGuest.TEXT + 0x1000, 'T')
                .symbol("_end", FakeGuest.TEXT + 0x2000, 'B');
        info = guest.allocate(192);
        pixels = guest.allocate(4L * LINE_BYTES);
        guest.u64(slots + 8, info);
        guest.u32(info, 1).text(info + ID, "made-up");
        guest.u32(info + VISUAL, 2).u32(info + LINE, LINE_BYTES);
        guest.u32(info + WIDTH, 2).u32(info + HEIGHT, 2);
        guest.u64(info + BASE, pixels).u64(info + SIZE, 4L * LINE_BYTES);
        pixel(32, 16, 8, 8, 8, 0, 8);
    }

    /** Sets depth, and for red, green and blue the lowest bit and the number of bits. */
    private void pixel(int depth, int... channels) {
        guest.u32(info + DEPTH, depth);
        for (int i = 0; i < channels.length; i++) {
            guest.u32(info + RED + 4L * i, channels[i]);
        }
    }

    private void row(int number, String hex) {
        guest.bytes(pixels + (long) number * LINE_BYTES, HexFormat.of().parseHex(hex));
    }

    /** Keeps bytes as they are, and what is absent as words. */
    private static final class Picture implements ContentSink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final List<String> absent = new ArrayList<>();
        private long lengthBytes;

        @Override
        public void begin(Content content) {
            lengthBytes = content.lengthBytes();
        }

        @Override
        public void bytes(long offset, byte[] more) {
            assertThat(offset).isEqualTo(bytes.size());
            assertThat(more.length).isBetween(1, 4096);
            bytes.writeBytes(more);
        }

        @Override
        public void absent(long offset, long length, Absence kind, String why) {
            assertThat(offset).isEqualTo(bytes.size());
            bytes.writeBytes(new byte[(int) length]);
            absent.add(why);
        }
    }

    private Picture picture() throws IOException {
        Picture picture = new Picture();
        new Contents(Linux.of(guest.kernel())).extract(new ContentRequest.Screen("fb1"), picture);
        assertThat(picture.bytes.size()).isEqualTo(picture.lengthBytes);
        return picture;
    }

    private String hex() throws IOException {
        byte[] whole = picture().bytes.toByteArray();
        String header = "P6\n2 2\n255\n";
        assertThat(new String(whole, 0, header.length(), StandardCharsets.US_ASCII))
                .isEqualTo(header);
        return HexFormat.of().formatHex(whole, header.length(), whole.length);
    }

    @Test
    void viewShowsSizesAndPixels() throws IOException {
        ShownTable shown = ShownTable.of(guest.kernel(), "framebuffers");

        assertThat(shown.lines("name", "id", "width", "height", "depth", "red", "green", "blue"))
                .containsExactly("fb1 made-up 2 2 32 16+8 8+8 0+8");
        assertThat(shown.gaps()).isEmpty();
    }

    @Test
    void coloursAreWhereThePixelHasThem() throws IOException {
        row(0, "0102030011121300");
        row(1, "ff000000000000ff");

        assertThat(hex()).isEqualTo("030201" + "131211" + "0000ff" + "000000");
    }

    @Test
    void lengthIsThatOfTheMemoryWhereTheDriverSetsNoOther() throws IOException {
        guest.u64(info + SIZE, 0).u32(info + MEMORY, 2L * LINE_BYTES);

        assertThat(hex()).hasSize(24);
        guest.u32(info + MEMORY, LINE_BYTES);
        assertThatThrownBy(this::picture).hasMessageContaining("is 4096, expected 4104 at least");
    }

    @Test
    void narrowColoursBecomeFullOnes() throws IOException {
        pixel(16, 11, 5, 5, 6, 0, 5);
        row(0, "ffff00f8");
        row(1, "e0071f00");

        assertThat(hex()).isEqualTo("ffffff" + "ff0000" + "00ff00" + "0000ff");
    }

    @Test
    void pixelsMayBePlacesInThePalette() throws IOException {
        long palette = guest.allocate(64);
        guest.bytes(palette, HexFormat.of().parseHex("0011" + "0022"));
        guest.bytes(palette + 16, HexFormat.of().parseHex("0033" + "0044"));
        guest.bytes(palette + 32, HexFormat.of().parseHex("0055" + "0066"));
        guest.u32(info + VISUAL, 3).u32(info + DEPTH, 8);
        guest.u32(info + FIRST_COLOUR, 7).u32(info + COLOURS, 2);
        guest.u64(info + REDS, palette).u64(info + GREENS, palette + 16);
        guest.u64(info + BLUES, palette + 32);
        row(0, "0708");
        row(1, "09ff");

        assertThat(hex()).isEqualTo("113355" + "224466" + "000000" + "000000");
    }

    @Test
    void whatIsSeenMayBeginAnywhere() throws IOException {
        guest.u32(info + LEFT, 1).u32(info + TOP, 2);
        row(2, "ffffffff0100000002000000");
        row(3, "ffffffff0300000004000000");

        assertThat(hex()).isEqualTo("000001" + "000002" + "000003" + "000004");
    }

    @Test
    void rowThatIsNotInMemoryIsMissingAndOthersAreThere() throws IOException {
        row(0, "0102030011121300");
        row(1, "0102030011121300");
        guest.unmap(pixels + LINE_BYTES);

        assertThat(hex()).isEqualTo("030201" + "131211" + "000000" + "000000");
        assertThat(picture().absent).singleElement().asString().startsWith("row 1: ");
    }

    @ParameterizedTest
    @CsvSource({
        "32, 0, var.xres at 0x0 is 0",
        "32, 0x8001, var.xres at 0x0 is 32769",
        "36, 0xffffffff, var.yres at 0x0 is 4294967295",
        "40, 0x8001, var.xoffset at 0x0 is 32769",
        "44, 0x100001, var.yoffset at 0x0 is 1048577",
        "44, 3, 'screen_size at 0x0 is 16384, expected 16392'",
        "24, 9, fix.visual at 0x0 is 9",
        "28, 7, 'fix.line_length at 0x0 is 7, expected 8 to'",
        "28, 0x40001, fix.line_length at 0x0 is 262145",
        "48, 33, 'var.bits_per_pixel at 0x0 is 33, expected 8 to 32'",
        "48, 31, 'var.bits_per_pixel at 0x0 is 31, expected 8, 16, 24 or 32'",
        "56, 9, 'length of a colour at 0x0 is 9, expected 0 to 8'",
        "52, 25, 'offset of a colour at 0x0 is 25, expected 0 to 24'",
        "128, 4103, 'screen_size at 0x0 is 4103, expected 4104 at least'"
    })
    void sizesThatNoScreenHasAreRefused(int field, String value, String message) {
        guest.u32(info + field, Long.decode(value));

        assertThatThrownBy(this::picture)
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("fb_info at 0x%x".formatted(info))
                .hasMessageContaining(message);
    }

    @Test
    void bufferThatIsNotThereIsRefusedAndOneThatCannotBeReadIsAGap() throws IOException {
        guest.u64(slots, 0xffff_9000_0000_0000L);

        ShownTable shown = ShownTable.of(guest.kernel(), "framebuffers");
        assertThat(shown.gaps()).containsExactly("frame buffer 0");
        assertThat(shown.lines("name")).containsExactly("fb1");
        guest.u64(slots, 0);
        guest.u64(slots + 8, 0);
        assertThatThrownBy(this::picture)
                .isInstanceOf(NoSuchContentException.class)
                .hasMessage("frame buffer is \"fb1\", of which the guest has 0, expected 1");
    }
}
