package dev.yagura.storage.block.partition;

import static java.util.Map.entry;

import java.util.Map;

/**
 * What codes of partition types mean. Those of GPT are from the UEFI Specification and the UAPI
 * group's "The Discoverable Partitions Specification"; those of MBR as {@code sfdisk --list-types}
 * tells them.
 */
final class PartitionTypes {
    private static final Map<String, String> MBR =
            Map.ofEntries(
                    entry("01", "FAT12"),
                    entry("04", "FAT16"),
                    entry("05", "Extended"),
                    entry("06", "FAT16"),
                    entry("07", "NTFS or exFAT"),
                    entry("0b", "FAT32"),
                    entry("0c", "FAT32"),
                    entry("0e", "FAT16"),
                    entry("0f", "Extended"),
                    entry("27", "Windows recovery"),
                    entry("82", "Linux swap"),
                    entry("83", "Linux"),
                    entry("85", "Linux extended"),
                    entry("8e", "Linux LVM"),
                    entry("a5", "FreeBSD"),
                    entry("a6", "OpenBSD"),
                    entry("a9", "NetBSD"),
                    entry("ea", "Linux extended boot"),
                    entry("ee", "GPT"),
                    entry("ef", "EFI system"),
                    entry("fd", "Linux RAID"));

    private static final Map<String, String> GPT =
            Map.ofEntries(
                    entry("c12a7328-f81f-11d2-ba4b-00a0c93ec93b", "EFI system"),
                    entry("21686148-6449-6e6f-744e-656564454649", "BIOS boot"),
                    entry("024dee41-33e7-11d3-9d69-0008c781f39f", "MBR partition scheme"),
                    entry("0fc63daf-8483-4772-8e79-3d69d8477de4", "Linux"),
                    entry("0657fd6d-a4ab-43c4-84e5-0933c84b4f4f", "Linux swap"),
                    entry("e6d6d379-f507-44c2-a23c-238f2a3df928", "Linux LVM"),
                    entry("a19d880f-05fc-4d3b-a006-743f0f84911e", "Linux RAID"),
                    entry("8da63339-0007-60c0-c436-083ac8230908", "Linux reserved"),
                    entry("bc13c2ff-59e6-4262-a352-b275fd6f7172", "Linux extended boot"),
                    entry("44479540-f297-41b2-9af7-d131d5f0458a", "Linux root (x86)"),
                    entry("4f68bce3-e8cd-4db1-96e7-fbcaf984b709", "Linux root (x86-64)"),
                    entry("b921b045-1df0-41c3-af44-4c6f280d3fae", "Linux root (ARM64)"),
                    entry("8484680c-9521-48c6-9c11-b0720656f69e", "Linux /usr (x86-64)"),
                    entry("2c7357ed-ebd2-46d9-aec1-23d437ec2bf5", "Linux root verity (x86-64)"),
                    entry("933ac7e1-2eb4-4f13-b844-0e14e2aef915", "Linux /home"),
                    entry("3b8f8425-20e0-4f3b-907f-1a25a76f98e8", "Linux /srv"),
                    entry("4d21b016-b534-45c2-a9fb-5c16e091fd2d", "Linux /var"),
                    entry("7ec6f557-3bc5-4aca-b293-16ef5df639d1", "Linux /var/tmp"),
                    entry("773f91ef-66d4-49b5-bd83-d683bf40ad16", "Linux user's home"),
                    entry("ca7d7ccb-63ed-4c53-861c-1742536059cc", "LUKS"),
                    entry("7ffec5c9-2d00-49b7-8941-3ea10a5586b7", "dm-crypt"),
                    entry("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7", "Microsoft basic data"),
                    entry("e3c9e316-0b5c-4db8-817d-f92df00215ae", "Microsoft reserved"),
                    entry("de94bba4-06d1-4d40-a16a-bfd50179d6ac", "Windows recovery"));

    private PartitionTypes() {}

    /** Returns the name of a code of two hexadecimal digits, or the code. */
    static String mbr(String code) {
        return MBR.getOrDefault(code, code);
    }

    /** Returns the name of a GUID in lower case, or the GUID. */
    static String gpt(String guid) {
        return GPT.getOrDefault(guid, guid);
    }
}
