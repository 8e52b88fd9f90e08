package dev.yagura.storage.block.crypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceChecks;
import dev.yagura.storage.block.SegmentDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XtsCipherTest {
    /** IEEE Std 1619-2018, annex B, vector 4: XTS-AES-128, data unit 0 of 512 bytes. */
    private static final String VECTOR_4 =
            """
            27a7479befa1d476489f308cd4cfa6e2a96e4bbe3208ff25287dd3819616e89cc78cf7f5e543445f8333d8fa
            7f56000005279fa5d8b5e4ad40e736ddb4d35412328063fd2aab53e5ea1e0a9f332500a5df9487d07a5c92cc
            512c8866c7e860ce93fdf166a24912b422976146ae20ce846bb7dc9ba94a767aaef20c0d61ad02655ea92dc4
            c4e41a8952c651d33174be51a10c421110e6d81588ede82103a252d8a750e8768defffed9122810aaeb99f91
            72af82b604dc4b8e51bcb08235a6f4341332e4ca60482a4ba1a03b3e65008fc5da76b70bf1690db4eae29c5f
            1badd03c5ccf2a55d705ddcd86d449511ceb7ec30bf12b1fa35b913f9f747a8afd1b130e94bff94effd01a91
            735ca1726acd0b197c4e5b03393697e126826fb6bbde8ecc1e08298516e2c9ed03ff3c1b7860f6de76d4cecd
            94c8119855ef5297ca67e9f3e7ff72b1e99785ca0a7e7720c5b36dc6d72cac9574c8cbbc2f801e23e56fd344
            b07f22154beba0f08ce8891e643ed995c94d9a69c9f1b5f499027a78572aeebd74d20cc39881c213ee770b10
            10e4bea718846977ae119f7a023ab58cca0ad752afe656bb3c17256a9f6e9bf19fdd5a38fc82bbe872c5539e
            db609ef4f79c203ebb140f2e583cb2ad15b4aa5b655016a8449277dbd477ef2c8d6c017db738b18deb4a427d
            1923ce3ff262735779a418f20a282df920147beabe421ee5319d0568
            """;

    /** IEEE Std 1619-2018, annex B, vector 10: XTS-AES-256, data unit 0xff of 512 bytes. */
    private static final String VECTOR_10 =
            """
            1c3b3a102f770386e4836c99e370cf9bea00803f5e482357a4ae12d414a3e63b5d31e276f8fe4a8d66b317f9
            ac683f44680a86ac35adfc3345befecb4bb188fd5776926c49a3095eb108fd1098baec70aaa66999a72a82f2
            7d848b21d4a741b0c5cd4d5fff9dac89aeba122961d03a757123e9870f8acf1000020887891429ca2a3e7a7d
            7df7b10355165c8b9a6d0a7de8b062c4500dc4cd120c0f7418dae3d0b5781c34803fa75421c790dfe1de1834
            f280d7667b327f6c8cd7557e12ac3a0f93ec05c52e0493ef31a12d3d9260f79a289d6a379bc70c50841473d1
            a8cc81ec583e9645e07b8d9670655ba5bbcfecc6dc3966380ad8fecb17b6ba02469a020a84e18e8f84252070
            c13e9f1f289be54fbc481457778f616015e1327a02b140f1505eb309326d68378f8374595c849d84f4c333ec
            4423885143cb47bd71c5edae9be69a2ffeceb1bec9de244fbe15992b11b77c040f12bd8f6a975a44a0f90c29
            a9abc3d4d893927284c58754cce294529f8614dcd2aba991925fedc4ae74ffac6e333b93eb4aff0479da9a41
            0e4450e0dd7ae4c6e2910900575da401fc07059f645e8b7e9bfdef33943054ff84011493c27b3429eaedb4ed
            5376441a77ed43851ad77f16f541dfd269d50d6a5f14fb0aab1cbb4c1550be97f7ab4066193c4caa773dad38
            014bd2092fa755c824bb5e54c4f36ffda9fcea70b9c6e693e148c151
            """;

    private static final String KEY_128 =
            "2718281828459045235360287471352631415926535897932384626433832795";
    private static final String KEY_256 =
            "2718281828459045235360287471352662497757247093699959574966967627"
                    + "3141592653589793238462643383279502884197169399375105820974944592";

    @Test
    void decryptsVectorsOfTheStandard() {
        assertThat(decrypt(KEY_128, 0, VECTOR_4)).isEqualTo(counting());
        assertThat(decrypt(KEY_256, 0xff, VECTOR_10)).isEqualTo(counting());
    }

    @ParameterizedTest
    @CsvSource({
        "512, PLAIN64, 0, 1",
        "512, PLAIN64, 4294967295, 1",
        "512, PLAIN, 4294967295, 1",
        "512, PLAIN64BE, 81985529216486895, 1",
        "1024, PLAIN64, 7, 2",
        "2048, PLAIN64, 7, 4",
        "4096, PLAIN64, 8, 8",
        "4096, PLAIN64, 0, 1"
    })
    void agreesWithTheDefinitionBlockByBlock(int sector, SectorIv iv, long first, int step)
            throws GeneralSecurityException {
        byte[] clear = new byte[37 * 4096];
        new Random(sector).nextBytes(clear);
        byte[] key = new byte[64];
        new Random(first).nextBytes(key);
        byte[] data = clear.clone();
        for (int i = 0; i < data.length / sector; i++) {
            encryptByDefinition(data, i * sector, sector, key, vector(iv, first + (long) i * step));
        }
        try (Secret secret = Secret.copyOf(key);
                XtsCipher cipher = new XtsCipher(secret, iv, sector)) {
            cipher.decrypt(MemorySegment.ofArray(data), first, step);
        }
        assertThat(data).isEqualTo(clear);
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void aDeviceShowsTheClearTextAtAnyOffset(int sector) throws IOException {
        byte[] cipherText = DeviceChecks.bytes(DeviceChecks.random(600_000, 3), 0, 600_000);
        int whole = cipherText.length / sector * sector;
        byte[] clear = Arrays.copyOf(cipherText, whole);
        Secret key = Secret.owning(HexFormat.of().parseHex(KEY_256));
        XtsCipher cipher = new XtsCipher(key, SectorIv.PLAIN64, sector);
        cipher.decrypt(MemorySegment.ofArray(clear), 1000, sector / 512);

        BlockDevice below = new SegmentDevice(MemorySegment.ofArray(cipherText));
        try (BlockDevice device = new XtsDevice(below, cipher, 1000)) {
            DeviceChecks.assertSame(device, new SegmentDevice(MemorySegment.ofArray(clear)));
        }
    }

    @Test
    void refusesKeysAndSectorsOfAnotherSize() {
        Secret key = Secret.owning(new byte[48]);
        assertThatThrownBy(() -> new XtsCipher(key, SectorIv.PLAIN64, 512))
                .isInstanceOf(IllegalArgumentException.class);
        Secret good = Secret.owning(new byte[64]);
        assertThatThrownBy(() -> new XtsCipher(good, SectorIv.PLAIN64, 520))
                .isInstanceOf(IllegalArgumentException.class);
        XtsCipher cipher = new XtsCipher(good, SectorIv.PLAIN64, 512);
        assertThatThrownBy(() -> cipher.decrypt(MemorySegment.ofArray(new byte[511]), 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] decrypt(String key, long number, String cipherText) {
        byte[] data = HexFormat.of().parseHex(cipherText.replaceAll("\\s", ""));
        try (Secret secret = Secret.owning(HexFormat.of().parseHex(key));
                XtsCipher cipher = new XtsCipher(secret, SectorIv.PLAIN64, 512)) {
            cipher.decrypt(MemorySegment.ofArray(data), number, 1);
        }
        return data;
    }

    private static byte[] counting() {
        byte[] bytes = new byte[512];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static byte[] vector(SectorIv iv, long number) {
        byte[] vector = new byte[16];
        for (int i = 0; i < 8; i++) {
            byte next = (byte) (number >>> (8 * i));
            switch (iv) {
                case PLAIN -> vector[i] = i < 4 ? next : 0;
                case PLAIN64 -> vector[i] = next;
                case PLAIN64BE -> vector[15 - i] = next;
            }
        }
        return vector;
    }

    /** The standard's definition with big integers: slow, and nothing in common with the code. */
    private static void encryptByDefinition(
            byte[] data, int from, int length, byte[] key, byte[] vector)
            throws GeneralSecurityException {
        Cipher first = Cipher.getInstance("AES/ECB/NoPadding");
        first.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, 0, 32, "AES"));
        Cipher second = Cipher.getInstance("AES/ECB/NoPadding");
        second.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, 32, 32, "AES"));
        BigInteger tweak = littleEndian(second.doFinal(vector));
        for (int at = from; at < from + length; at += 16) {
            byte[] block = Arrays.copyOfRange(data, at, at + 16);
            byte[] masked = bytes(littleEndian(block).xor(tweak));
            byte[] encrypted = bytes(littleEndian(first.doFinal(masked)).xor(tweak));
            System.arraycopy(encrypted, 0, data, at, 16);
            tweak = tweak.shiftLeft(1);
            if (tweak.testBit(128)) {
                tweak = tweak.clearBit(128).xor(BigInteger.valueOf(0x87));
            }
        }
    }

    private static BigInteger littleEndian(byte[] bytes) {
        byte[] reversed = new byte[16];
        for (int i = 0; i < 16; i++) {
            reversed[i] = bytes[15 - i];
        }
        return new BigInteger(1, reversed);
    }

    private static byte[] bytes(BigInteger number) {
        byte[] bytes = new byte[16];
        for (int i = 0; i < 16; i++) {
            bytes[i] = number.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }
}
