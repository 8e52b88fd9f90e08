import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Gives the classes of a jar that are of a version before Java 6 the form of newer ones, in place.
 *
 * <p>A JVM's start-up cache (JEP 483) holds no class of those versions, because they have no stack
 * maps: each is loaded and verified anew at every start. Code and names stay as they are; version
 * and stack maps change. A jar without such classes is left alone. Run by the build; see
 * docs/decisions/0006-start-up.md.
 */
final class RaiseClassFiles {
    private static final String CLASS_ENDING = ".class";

    private RaiseClassFiles() {}

    public static void main(String[] jars) throws IOException {
        for (String jar : jars) {
            raise(Path.of(jar));
        }
    }

    private static void raise(Path jar) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), in.readAllBytes());
            }
        }
        ClassFile reader = ClassFile.of(
                ClassHierarchyResolverOption.of(
                        ClassHierarchyResolver.ofResourceParsing((ClassDesc type) -> bytesOf(type, entries))
                                .orElse(ClassHierarchyResolver.defaultResolver())),
                StackMapsOption.GENERATE_STACK_MAPS);
        boolean changed = false;
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            if (entry.getKey().endsWith(CLASS_ENDING)) {
                ClassModel model = reader.parse(entry.getValue());
                if (model.majorVersion() < ClassFile.JAVA_6_VERSION) {
                    entry.setValue(raised(reader, model));
                    changed = true;
                }
            }
        }
        if (changed) {
            write(jar, entries);
        }
    }

    private static byte[] raised(ClassFile reader, ClassModel model) {
        // A method body that goes through a transform is written anew, with its stack map.
        return reader.transformClass(
                model,
                ClassTransform.transformingMethodBodies((code, element) -> code.with(element))
                        .andThen(ClassTransform.endHandler(
                                type -> type.withVersion(ClassFile.JAVA_8_VERSION, 0))));
    }

    private static InputStream bytesOf(ClassDesc type, Map<String, byte[]> entries) {
        String descriptor = type.descriptorString();
        byte[] bytes = entries.get(descriptor.substring(1, descriptor.length() - 1) + CLASS_ENDING);
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }

    private static void write(Path jar, Map<String, byte[]> entries) throws IOException {
        Path written = Files.createTempFile(jar.toAbsolutePath().getParent(), "raised", ".jar.new");
        try (OutputStream file = Files.newOutputStream(written);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry made = new ZipEntry(entry.getKey());
                made.setTime(0); // the same bytes from every build
                out.putNextEntry(made);
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
        Files.setPosixFilePermissions(written, Files.getPosixFilePermissions(jar));
        Files.move(written, jar, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
