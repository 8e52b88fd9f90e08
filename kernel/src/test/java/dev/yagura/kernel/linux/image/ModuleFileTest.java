package dev.yagura.kernel.linux.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.fixture.ElfBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A module of two sections; those of real kernels are read by the tests with guests. */
class ModuleFileTest {
    private static final long TEXT = 0xffff_ffff_c000_0000L;
    private static final long DATA = TEXT + 0x2000;
    private static final long OTHER = 0xffff_ffff_8123_4560L;
    private static final int MUTATIONS = Integer.getInteger("mutations", 2000);

    private static final int SYMTAB = 2;
    private static final int RELA = 4;
    private static final int LOCAL_OF_SECTION = 1;
    private static final int OWN = 2;
    private static final int FOREIGN = 3;
    private static final int WEAK = 4;
    private static final int EMPTY = 5;

    private static byte[] module(int type, int symbol, long offset, long addend) {
        byte[] names = "\0own\0foreign\0weak\0".getBytes(StandardCharsets.US_ASCII);
        byte[] table = new byte[6 * 24];
        ByteBuffer symbols = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
        symbol(symbols, LOCAL_OF_SECTION, 0, 3, 2, 0);
        symbol(symbols, OWN, 1, 0x12, 1, 8);
        symbol(symbols, FOREIGN, 5, 0x10, 0, 0);
        symbol(symbols, WEAK, 13, 0x20, 0, 0);
        symbol(symbols, EMPTY, 0, 3, 3, 0);
        byte[] relocation =
                ElfBuilder.little(24)
                        .putLong(offset)
                        .putInt(type)
                        .putInt(symbol)
                        .putLong(addend)
                        .array();
        return new ElfBuilder()
                .section(".text", ElfBuilder.CODE, 0, new byte[16])
                .section(".data", 3, 0, new byte[20])
                .section(".bss", 8, 3, 0, new byte[0], 0, 0)
                .section(".strtab", 3, 0, 0, names, 0, 0)
                .section(".symtab", SYMTAB, 0, 0, table, 4, 0)
                .section(".rela.text", RELA, 0, 0, relocation, 5, 1)
                .section(
                        ".modinfo",
                        ElfBuilder.ALLOC,
                        0,
                        "license=GPL\0name=a_module\0".getBytes(StandardCharsets.US_ASCII))
                .build();
    }

    private static void symbol(
            ByteBuffer table, int index, int name, int info, int section, long value) {
        int at = index * 24;
        table.putInt(at, name).put(at + 4, (byte) info).putShort(at + 6, (short) section);
        table.putLong(at + 8, value);
    }

    private static OptionalLong place(String section) {
        return switch (section) {
            case ".text" -> OptionalLong.of(TEXT);
            case ".data" -> OptionalLong.of(DATA);
            default -> OptionalLong.empty();
        };
    }

    private static OptionalLong other(String symbol) {
        return symbol.equals("foreign") ? OptionalLong.of(OTHER) : OptionalLong.empty();
    }

    private static ByteBuffer text(byte[] file) throws IOException {
        return ModuleFile.parse(file)
                .at(ModuleFileTest::place, ModuleFileTest::other)
                .part(".text")
                .orElseThrow()
                .bytes();
    }

    @Test
    void appliesWhatModulesAreMadeOf() throws IOException {
        assertThat(text(module(1, OWN, 8, 4)).getLong(8)).isEqualTo(TEXT + 8 + 4);
        assertThat(text(module(2, FOREIGN, 4, -4)).getInt(4))
                .isEqualTo((int) (OTHER - 4 - (TEXT + 4)));
        assertThat(text(module(4, FOREIGN, 12, -4)).getInt(12))
                .isEqualTo((int) (OTHER - 4 - (TEXT + 12)));
        assertThat(text(module(11, LOCAL_OF_SECTION, 0, 3)).getInt(0)).isEqualTo((int) (DATA + 3));
        assertThat(text(module(24, OWN, 0, 0)).getLong(0)).isEqualTo(8);
        assertThat(text(module(1, WEAK, 0, 0)).getLong(0)).isZero();
        assertThat(text(module(0, OWN, 999, 0)).getLong(0)).isZero();
    }

    @Test
    void emptySectionIsBehindTheOneBefore() throws IOException {
        assertThat(text(module(1, EMPTY, 0, 0)).getLong(0)).isEqualTo(DATA + 20);
    }

    @Test
    void saysItsNameAndWhatOthersMayUse() throws IOException {
        ModuleFile file = ModuleFile.parse(module(1, OWN, 0, 0));
        assertThat(file.name()).isEqualTo("a_module");
        assertThat(file.globals(ModuleFileTest::place)).isEqualTo(Map.of("own", TEXT + 8));
        assertThat(file.own("ow", ModuleFileTest::place)).isEqualTo(Map.of("own", TEXT + 8));
        assertThat(file.own("foreign", ModuleFileTest::place)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2, 9, r_offset", // ends behind the section
        "1, 2, -1, r_offset",
        "9, 2, 0, r_info", // R_X86_64_GOTPCREL
        "1, 6, 0, r_info", // no such symbol
        "1, -1, 0, r_info",
    })
    void whatModulesAreNotMadeOfIsRefused(int type, int symbol, long offset, String field) {
        assertThatThrownBy(() -> text(module(type, symbol, offset, 0)))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void symbolThatNobodyKnowsIsNamed() throws IOException {
        ModuleFile file = ModuleFile.parse(module(2, FOREIGN, 0, 0));
        assertThatThrownBy(() -> file.at(ModuleFileTest::place, _ -> OptionalLong.empty()))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("\"foreign\"");
    }

    @Test
    void damageIsRefusedOrRead() {
        byte[] whole = module(2, FOREIGN, 4, -4);
        Random random = new Random(7);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] damaged =
                    Arrays.copyOf(whole, whole.length - random.nextInt(2) * random.nextInt(99));
            for (int j = random.nextInt(4); j >= 0; j--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                ModuleFile file = ModuleFile.parse(damaged);
                assertThat(file.name()).isNotNull();
                assertThat(file.at(ModuleFileTest::place, ModuleFileTest::other)).isNotNull();
            } catch (MalformedStructureException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }
}
