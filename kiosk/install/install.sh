#!/bin/sh
# Turns a computer with Debian 12 or 13 and a touch screen into one of Eilė's kiosks. Run it as root; run it again to
# change it or to bring it up to date.
#
#   sh install.sh [--dry-run FOLDER] https://queue.example.lt [left]
#
# The address of the server; how the screen is turned (normal, left, right, inverted). It asks for the PIN with which staff
# leave the kiosk, the first time (or takes it from EILE_PIN). With --dry-run files are written below a folder and every
# command is only printed. What it does stands in README.md.
set -eu

root=
if [ "${1:-}" = --dry-run ]; then
  root=${2:?"Into which folder? For example: sh install.sh --dry-run /tmp/kiosk https://queue.example.lt"}
  shift 2
fi
server=${1:?"Which server? For example: sh install.sh https://queue.example.lt"}
turned=${2:-normal}
here=$(cd "$(dirname "$0")" && pwd)
user=eile-kiosk
lib=/usr/local/lib/eile-kiosk

wrong() {
  echo "$1" >&2
  exit 1
}

run() {
  if [ -n "$root" ]; then echo "+ $*"; else "$@"; fi
}

[ -n "$root" ] || [ "$(id -u)" = 0 ] || wrong "Please run this as root."
case $server in
  http://* | https://*) server=${server%/} ;;
  *) wrong "$server is no address: it begins with http:// or https://." ;;
esac
case ${server#*://} in
  "" | *[!A-Za-z0-9.:_-]*) wrong "$server: only a name or address is expected, and a port." ;;
esac
case $turned in
  normal | left | right | inverted) ;;
  *) wrong "$turned is unknown: normal, left, right or inverted." ;;
esac

pin=${EILE_PIN:-}
if [ -z "$pin" ] && [ ! -f "$root/etc/eile-kiosk.pin" ]; then
  printf 'PIN of 6 to 12 digits with which staff leave the kiosk: '
  read -r pin || true
fi
case $pin in
  *[!0-9]*) wrong "A PIN has digits only." ;;
esac
[ -z "$pin" ] || { [ "${#pin}" -ge 6 ] && [ "${#pin}" -le 12 ]; } || wrong "A PIN has 6 to 12 digits."
[ -n "$pin" ] || [ -f "$root/etc/eile-kiosk.pin" ] || wrong "Without a PIN nobody could leave the kiosk."

run apt-get update -qq
run env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
  xserver-xorg xserver-xorg-legacy xinit openbox x11-xserver-utils xinput chromium python3 kbd curl ca-certificates

# A user of its own, without a password: nobody can log in as it, and it owns nothing but its browser's profile.
id "$user" >/dev/null 2>&1 ||
  run useradd --system --create-home --home-dir "/var/lib/$user" --shell /usr/sbin/nologin "$user"
run usermod -a -G audio,video,input "$user"

install -d "$root$lib" "$root/etc/chromium/policies/managed" "$root/etc/X11/xorg.conf.d" "$root/etc/systemd/system"
install -m 755 "$here/session" "$here/screen" "$here/staff.py" "$root$lib/"
install -m 644 "$here/boot.html" "$here/staff.html" "$here/openbox.xml" "$root$lib/"
install -m 644 "$here/xorg.conf" "$root/etc/X11/xorg.conf.d/10-eile-kiosk.conf"
sed "s|@SERVER@|$server|" "$here/policy.json" >"$root/etc/chromium/policies/managed/eile-kiosk.json"
cat >"$root/etc/eile-kiosk.conf" <<END
EILE_SERVER=$server
EILE_TURNED=$turned
END
# The X server may be started by a service, not only by whoever sits at the console.
printf 'allowed_users=anybody\nneeds_root_rights=yes\n' >"$root/etc/X11/Xwrapper.config"
if [ -n "$pin" ]; then
  (umask 077 && printf '%s' "$pin" | python3 "$here/staff.py" hash >"$root/etc/eile-kiosk.pin")
fi

install -m 644 "$here/eile-kiosk.service" "$here/eile-kiosk-staff.service" "$here/eile-kiosk-nightly.service" \
  "$here/eile-kiosk-nightly.timer" "$root/etc/systemd/system/"
run systemctl daemon-reload
run systemctl set-default multi-user.target
run systemctl enable --now eile-kiosk-nightly.timer
run systemctl enable eile-kiosk-staff.service eile-kiosk.service
run systemctl restart eile-kiosk-staff.service eile-kiosk.service
echo "This computer shows $server/kiosk. Pairing it, and leaving it: see README.md."
