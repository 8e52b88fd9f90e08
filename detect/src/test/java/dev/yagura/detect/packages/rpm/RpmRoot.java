package dev.yagura.detect.packages.rpm;

import dev.yagura.storage.truth.HostTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A tree into which rpm installed two packages that rpmbuild made. Needs root: rpm changes it. */
public final class RpmRoot {
    /** Where the database is. */
    public static final String DATABASE = "/usr/lib/sysimage/rpm/rpmdb.sqlite";

    private static final String SPEC =
            """
            %define __os_install_post %{nil}
            Name: alpha
            Version: 1.0
            Release: 1
            Summary: first
            License: MIT
            BuildArch: noarch
            AutoReqProv: no
            %description
            first
            %package -n beta
            Epoch: 2
            Summary: second
            AutoReqProv: no
            %description -n beta
            second
            %install
            mkdir -p %{buildroot}/etc %{buildroot}/usr/bin %{buildroot}/usr/lib/alpha
            mkdir -p %{buildroot}/var/log %{buildroot}/usr/share/alpha
            echo a=1 > %{buildroot}/etc/alpha.conf
            for program in alpha ping gone free beta; do
                printf '#!/bin/sh\\necho %s\\n' $program > %{buildroot}/usr/bin/$program
                chmod 755 %{buildroot}/usr/bin/$program
            done
            ln -s alpha %{buildroot}/usr/bin/al
            echo data > %{buildroot}/usr/lib/alpha/data
            for i in $(seq 400); do echo $i > %{buildroot}/usr/share/alpha/page-$i; done
            %files
            %config(noreplace) /etc/alpha.conf
            %attr(4755,root,root) /usr/bin/alpha
            %caps(cap_net_raw=ep) /usr/bin/ping
            /usr/bin/al
            /usr/bin/gone
            %verify(not mode) /usr/bin/free
            %dir /usr/lib/alpha
            %attr(0640,daemon,mail) /usr/lib/alpha/data
            /usr/share/alpha
            %ghost /var/log/alpha.log
            %files -n beta
            /usr/bin/beta
            """;

    private final Path work;
    private final Path tree;

    private RpmRoot(Path work) {
        this.work = work;
        this.tree = work.resolve("tree");
    }

    /** Builds and installs the packages. */
    public static RpmRoot install(Path work) throws IOException {
        HostTool.requireRoot();
        RpmRoot root = new RpmRoot(work);
        Files.createDirectories(root.tree.resolve("etc"));
        Files.writeString(
                root.tree.resolve("etc/passwd"),
                "root:x:0:0::/root:/bin/sh\ndaemon:x:1:1::/:/bin/false\n");
        Files.writeString(root.tree.resolve("etc/group"), "root:x:0:\ndaemon:x:1:\nmail:x:8:\n");
        Path spec = Files.writeString(work.resolve("alpha.spec"), SPEC);
        HostTool.run("rpmbuild", "-bb", "--quiet", "--define", "_topdir " + work, spec);
        Path packages = work.resolve("RPMS/noarch");
        root.rpm(
                "--nosignature --nodeps --noscripts -i '%s/alpha-1.0-1.noarch.rpm'"
                                .formatted(packages)
                        + " '%s/beta-1.0-1.noarch.rpm'".formatted(packages));
        return root;
    }

    /** Returns the root of the tree. */
    public Path tree() {
        return tree;
    }

    /** Returns the lines that rpm prints, whatever its exit status. */
    public List<String> rpm(String arguments) throws IOException {
        return HostTool.run(
                        "sh",
                        "-c",
                        "rpm --root '%s' --dbpath /usr/lib/sysimage/rpm %s || true"
                                .formatted(tree, arguments))
                .lines()
                .toList();
    }

    /** Runs a command of the shell in the tree. */
    public void sh(String command) throws IOException {
        HostTool.run("sh", "-ec", "cd '%s'; %s".formatted(tree, command));
    }

    /** Returns the tree as an image of ext4, with owners and extended attributes. */
    public Path image() throws IOException {
        Path image = work.resolve("tree.img");
        Files.deleteIfExists(image);
        HostTool.run("mke2fs", "-q", "-t", "ext4", "-d", tree, image, "16M");
        return image;
    }

    /** Returns the database's bytes. */
    public byte[] database() throws IOException {
        return Files.readAllBytes(Path.of(tree + DATABASE));
    }
}
