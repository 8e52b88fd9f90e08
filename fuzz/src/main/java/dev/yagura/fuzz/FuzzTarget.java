package dev.yagura.fuzz;

/** The targets, each with a folder of that name in {@code corpus/}. */
public enum FuzzTarget {
    /** Headers and notes of ELF cores. */
    ELF_CORE("elf-core", ElfCoreTarget.class),
    /** Chains of LiME headers. */
    LIME("lime", LimeTarget.class),
    /** Page tables: translation, enumeration and reads, against each other. */
    PAGE_TABLES("page-tables", PageTablesTarget.class),
    /** The kernel's symbols. */
    KALLSYMS("kallsyms", KallsymsTarget.class),
    /** The kernel's types. */
    BTF("btf", BtfTarget.class),
    /** Object files of detectors in C, and what they do. */
    BPF("bpf", BpfTarget.class),
    /** The channel's NBD messages. */
    NBD("nbd", NbdTarget.class),
    /** The channel's control messages. */
    CONTROL("control", ControlTarget.class),
    /** Files of rules, and their conditions. */
    RULES("rules", RulesTarget.class),
    /** Headers of encrypted volumes. */
    LUKS("luks", LuksTarget.class),
    /** FAT filesystems. */
    VFAT("vfat", VfatTarget.class),
    /** Files of YARA rules, and what they find. */
    YARA("yara", YaraTarget.class),
    /** Blocks of btrfs filesystems. */
    BTRFS("btrfs", BtrfsTarget.class),
    /** Blocks of xfs filesystems. */
    XFS("xfs", XfsTarget.class),
    /** Disk images of QEMU. */
    QCOW2("qcow2", Qcow2Target.class),
    /** Partitions, and metadata of MD and LVM. */
    VOLUMES("volumes", VolumesTarget.class),
    /** What a client of the server of files says. */
    PLAN9("plan9", Plan9Target.class),
    /** Quotes with their collateral. */
    DCAP("dcap", DcapTarget.class),
    /** Captures, and the frames in them. */
    CAPTURES("captures", CapturesTarget.class),
    /** Frames by themselves, several after each other. */
    FRAMES("frames", FramesTarget.class),
    /** Packets that make streams, and what is said in them. */
    FLOWS("flows", FlowsTarget.class),
    /** Files of rules about packets. */
    NETWORK_RULES("network-rules", NetworkRulesTarget.class),
    /** Rules, and packets that they are held against. */
    MATCH("match", MatchTarget.class);

    private final String folder;
    private final Class<?> entry;

    FuzzTarget(String folder, Class<?> entry) {
        this.folder = folder;
        this.entry = entry;
    }

    /** Returns the folder of its corpus, which is also its name on the command line. */
    public String folder() {
        return folder;
    }

    /** Returns the class that Jazzer is pointed at. */
    public Class<?> entry() {
        return entry;
    }

    /** Runs the target on one input; whatever is thrown is a finding. */
    public void run(byte[] input) {
        switch (this) {
            case ELF_CORE -> ElfCoreTarget.fuzzerTestOneInput(input);
            case LIME -> LimeTarget.fuzzerTestOneInput(input);
            case PAGE_TABLES -> PageTablesTarget.fuzzerTestOneInput(input);
            case KALLSYMS -> KallsymsTarget.fuzzerTestOneInput(input);
            case BTF -> BtfTarget.fuzzerTestOneInput(input);
            case BPF -> BpfTarget.fuzzerTestOneInput(input);
            case NBD -> NbdTarget.fuzzerTestOneInput(input);
            case CONTROL -> ControlTarget.fuzzerTestOneInput(input);
            case RULES -> RulesTarget.fuzzerTestOneInput(input);
            case LUKS -> LuksTarget.fuzzerTestOneInput(input);
            case VFAT -> VfatTarget.fuzzerTestOneInput(input);
            case YARA -> YaraTarget.fuzzerTestOneInput(input);
            case BTRFS -> BtrfsTarget.fuzzerTestOneInput(input);
            case XFS -> XfsTarget.fuzzerTestOneInput(input);
            case QCOW2 -> Qcow2Target.fuzzerTestOneInput(input);
            case VOLUMES -> VolumesTarget.fuzzerTestOneInput(input);
            case PLAN9 -> Plan9Target.fuzzerTestOneInput(input);
            case DCAP -> DcapTarget.fuzzerTestOneInput(input);
            case CAPTURES -> CapturesTarget.fuzzerTestOneInput(input);
            case FRAMES -> FramesTarget.fuzzerTestOneInput(input);
            case FLOWS -> FlowsTarget.fuzzerTestOneInput(input);
            case NETWORK_RULES -> NetworkRulesTarget.fuzzerTestOneInput(input);
            case MATCH -> MatchTarget.fuzzerTestOneInput(input);
        }
    }
}
