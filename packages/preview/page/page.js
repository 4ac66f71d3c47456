// The page: hears from the program by Server-Sent Events what streams and stages there are, and shows them.
import { ControlsView } from './controls-view.js';
import { GraphView } from './graph-view.js';
import { VideoView } from './video-view.js';

const connection = document.querySelector('#connection');
const videos = document.querySelector('#videos');
const graph = new GraphView(document.querySelector('#graph'));
const controls = new ControlsView(document.querySelector('#controls'));
let views = [];

/** Says how the connection is. Only what is new is said: screen readers read it out. */
function say(text, isBad = false) {
  if (connection.textContent !== text) connection.textContent = text;
  connection.classList.toggle('bad', isBad);
}

function show({ streams, viewers, controls: states, ...pipeline }) {
  const names = streams.map(({ name }) => name);
  // After a restart it may be another program.
  if (names.join('\n') !== views.map(({ name }) => name).join('\n')) {
    views.forEach((view) => view.close());
    views = names.map((name, index) => new VideoView(name, index));
    videos.replaceChildren(...views.map(({ element }) => element));
    document.title = `${names.join(', ')} – giftgrab`;
  }
  streams.forEach((stream, index) => views[index].showState(stream));
  graph.show(pipeline);
  void controls.show(states);
  say(viewers > 1 ? `Connected; ${viewers} viewers` : 'Connected');
}

function connect() {
  const events = new EventSource('events');
  events.addEventListener('message', ({ data }) => show(JSON.parse(data)));
  events.addEventListener('error', () => {
    say('The connection is lost; trying again …', true);
    // The browser itself tries again, unless the answer was a refusal.
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  });
}

connect();
