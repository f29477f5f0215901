// Tells the test what the kiosk says, and says it quickly.
document.addEventListener("said", (event) => heard(event.detail));
{
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function () {
    this.playbackRate.value = 25;
    start.call(this);
  };
}
