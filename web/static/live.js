// The one live connection of a page: websocket, exponential back-off, no polling.
// A page calls hallLive({room, snapshot, call}); elements with [data-live-status] say in words how it stands.
"use strict";

function hallLive({ room = null, snapshot = null, call = null, refused = null, token = null } = {}) {
  const socket = io({
    transports: ["websocket"],
    auth: token ? { token } : {},
    reconnectionDelay: 300,
    reconnectionDelayMax: 3000,
    timeout: 4000,
  });
  let revision = -1;
  let cursor = null;

  function say(state) {
    for (const element of document.querySelectorAll("[data-live-status]")) {
      element.dataset.state = state;
      element.textContent = element.dataset[state];
    }
  }

  socket.on("connect", () => {
    say("live");
    // The server may have been restored from a backup meanwhile: what it shows now is the truth.
    revision = -1;
    if (room) socket.emit("watch", { room });
  });
  socket.on("disconnect", () => say("lost"));
  socket.on("connect_error", () => say("lost"));
  socket.on("snapshot", (picture) => {
    if (picture.room !== room || picture.revision < revision) return;
    revision = picture.revision;
    if (snapshot) snapshot(picture);
  });
  socket.on("call", (event) => {
    if (cursor !== null && event.cursor <= cursor) return;
    cursor = event.cursor;
    if (call) call(event);
  });
  socket.on("error", (problem) => refused && refused(problem));
  return socket;
}
