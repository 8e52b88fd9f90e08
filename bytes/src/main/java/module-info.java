/** Bounds-checked views of untrusted bytes, and the one exception that parsers of them throw. */
module dev.yagura.bytes {
    requires static transitive org.jspecify;

    exports dev.yagura.bytes;
}
