# shellcheck shell=bash
# Finds the JDK and the Maven that `./sockeye` and `./check` use; read by them, not run by itself.
# As root on Debian and its children, what is missing is installed. Elsewhere the error says what was found.

wanted_java=17
wanted_maven=3.8.6
unavailable=69 # EX_UNAVAILABLE of BSD's sysexits

say() { echo "${0##*/}: $*" >&2; }

can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_updated=
apt_error=
# Installs Debian packages; when that fails, `apt_error` holds the reason.
install_packages() {
    say "installing $*"
    if [ -z "$apt_updated" ]; then
        apt-get update -qq </dev/null >/dev/null 2>&1 || true
        apt_updated=yes
    fi
    apt_error=$(DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null 2>&1) &&
        apt_error= && hash -r && return
    apt_error=$(printf '%s\n' "$apt_error" | grep '^E:' | head -n 1) || true
    apt_error=${apt_error:-apt-get install $* failed}
    return 1
}

# What to do about a missing tool, for the end of an error message.
how_to_install() {
    if [ -n "$apt_error" ]; then
        say "installing it did not work: $apt_error"
    elif command -v apt-get >/dev/null; then
        say "to install it: sudo apt-get install $1"
    elif command -v brew >/dev/null; then
        say "to install it: brew install $2"
    else
        say "install it by your system's packages, or from $3"
    fi
}

# The feature number (17, 25) of the JDK in a directory; nothing when there is none.
jdk_version() {
    local home=$1 version
    [ -x "$home/bin/java" ] && [ -x "$home/bin/javac" ] || return 0
    version=$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$home/release" 2>/dev/null) || true
    [ -n "$version" ] || version=$("$home/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
    version=${version#1.}
    printf '%s' "${version%%[!0-9]*}"
}

# The home of the `java` on the PATH: through links, or as Java itself tells where `java` is another tool's launcher.
java_home_on_path() {
    local java home told=
    java=$(command -v java) || return 0
    home=$(readlink -f "$java" 2>/dev/null) || home=$java
    home=${home%/bin/java}
    if [ ! -f "$home/release" ]; then
        told=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p' | head -n 1) || true
    fi
    printf '%s' "${told:-$home}"
}

usual_jdks() {
    local home
    for home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/*; do
        # Links name the same homes twice.
        [ ! -L "$home" ] && [ -x "$home/bin/java" ] && printf '%s\n' "$home"
    done
    return 0
}

# Sets `jdk` when the directory holds a JDK that is new enough; else adds what it holds to `found_java`.
try_jdk() {
    local where=$1 home=$2 version
    [ -n "$home" ] || return 1
    version=$(jdk_version "$home")
    if [ -n "$version" ] && [ "$version" -ge "$wanted_java" ]; then
        jdk=$home
        return
    elif [ -n "$version" ]; then
        found_java+=("$where$home is JDK $version")
    elif [ -x "$home/bin/java" ]; then
        found_java+=("$where$home is a JRE (it has no javac)")
    else
        found_java+=("$where$home holds no JDK")
    fi
    return 1
}

try_all_jdks() {
    local home
    jdk=
    found_java=()
    try_jdk "JAVA_HOME=" "${JAVA_HOME-}" && return
    try_jdk "on the PATH: " "$(java_home_on_path)" && return
    while read -r home; do
        try_jdk "" "$home" && return
    done < <(usual_jdks)
    return 1
}

# Sets `jdk` to the home of a JDK of version 17 or newer, or ends the script.
find_jdk() {
    local package found
    if ! try_all_jdks && can_install; then
        for package in openjdk-17-jdk-headless openjdk-21-jdk-headless openjdk-25-jdk-headless; do
            install_packages "$package" && try_all_jdks && break
        done
    fi
    if [ -z "$jdk" ]; then
        say "needs a JDK, version $wanted_java or newer; found:"
        for found in "${found_java[@]-no Java at all}"; do say "  $found"; done
        how_to_install openjdk-17-jdk-headless openjdk https://adoptium.net/
        exit "$unavailable"
    fi
    if [ -n "${JAVA_HOME-}" ] && [ "$jdk" != "$JAVA_HOME" ]; then
        say "${found_java[0]}; using $jdk instead"
    fi
}

maven_version() {
    JAVA_HOME=$jdk "$1" -B -version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p' | head -n 1
}

# Whether version $1 is at least version $2, both of the form 3.8.6.
at_least() {
    local have want i
    IFS=. read -r -a have <<<"$1"
    IFS=. read -r -a want <<<"$2"
    for i in 0 1 2; do
        [ "${have[i]:-0}" -gt "${want[i]:-0}" ] && return 0
        [ "${have[i]:-0}" -lt "${want[i]:-0}" ] && return 1
    done
    return 0
}

try_all_mavens() {
    local candidate version
    mvn=
    found_maven=()
    for candidate in "$(command -v mvn || true)" "${MAVEN_HOME:+$MAVEN_HOME/bin/mvn}" "${M2_HOME:+$M2_HOME/bin/mvn}"; do
        [ -x "$candidate" ] || continue
        version=$(maven_version "$candidate") || true
        if [ -n "$version" ] && at_least "$version" "$wanted_maven"; then
            mvn=$candidate
            return
        fi
        found_maven+=("$candidate is ${version:-of no version that it would tell}")
    done
    return 1
}

# Sets `mvn` to a Maven of version 3.8.6 or newer, or ends the script. Needs `jdk`.
find_maven() {
    local found
    try_all_mavens || { can_install && install_packages maven && try_all_mavens; } || true
    if [ -z "$mvn" ]; then
        say "needs Maven, version $wanted_maven or newer, to build; found:"
        for found in "${found_maven[@]-no Maven at all}"; do say "  $found"; done
        how_to_install maven maven https://maven.apache.org/
        exit "$unavailable"
    fi
}
