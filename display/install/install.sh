#!/bin/sh
# Turns a small computer with Debian 12 or 13 into one of Eilė's displays. Run it as root; run it again to change it.
#
#   sh install.sh https://queue.example.lt [hall] [left]
#
# The address of the server; which display it is (config.yaml, displays; without it the usual one); how the screen is
# turned (normal, left, right, inverted). What it does stands in README.md.
set -eu

server=${1:?"Which server? For example: sh install.sh https://queue.example.lt hall"}
display=${2:-}
turned=${3:-normal}
here=$(cd "$(dirname "$0")" && pwd)
user=eile-display
lib=/usr/local/lib/eile-display

[ "$(id -u)" = 0 ] || { echo "Please run this as root." >&2; exit 1; }
case $server in
  http://* | https://*) server=${server%/} ;;
  *) echo "$server is no address: it begins with http:// or https://." >&2; exit 1 ;;
esac
case ${server#*://} in
  *[!A-Za-z0-9.:_-]*) echo "$server: only a name or address is expected, and a port." >&2; exit 1 ;;
esac
case $display in
  *[!a-z0-9-]*) echo "$display is no display's id: small letters, digits and hyphens." >&2; exit 1 ;;
esac
case $turned in
  normal | left | right | inverted) ;;
  *) echo "$turned is unknown: normal, left, right or inverted." >&2; exit 1 ;;
esac

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq -y --no-install-recommends \
  xserver-xorg xserver-xorg-legacy xinit openbox x11-xserver-utils chromium alsa-utils curl ca-certificates

# A user of its own, without a password: nobody can log in as it, and it owns nothing but its browser's profile.
id "$user" >/dev/null 2>&1 || useradd --system --create-home --home-dir "/var/lib/$user" --shell /usr/sbin/nologin "$user"
usermod -a -G audio,video,input "$user"

install -d "$lib" /etc/chromium/policies/managed
install -m 755 "$here/session" "$here/screen" "$lib/"
install -m 644 "$here/boot.html" "$lib/"
sed "s|@SERVER@|$server|" "$here/policy.json" >/etc/chromium/policies/managed/eile-display.json
cat >/etc/eile-display.conf <<END
EILE_SERVER=$server
EILE_DISPLAY=$display
EILE_TURNED=$turned
END

# The X server may be started by a service, not only by whoever sits at the console.
printf 'allowed_users=anybody\nneeds_root_rights=yes\n' >/etc/X11/Xwrapper.config

install -m 644 "$here/eile-display.service" "$here/eile-display-nightly.service" "$here/eile-display-nightly.timer" \
  /etc/systemd/system/
systemctl daemon-reload
systemctl set-default multi-user.target >/dev/null
systemctl enable --now eile-display-nightly.timer
systemctl enable eile-display.service
systemctl restart eile-display.service
echo "This computer shows $server/display${display:+?id=$display}. Pairing it: $server/pair, see README.md."
