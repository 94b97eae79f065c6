// What the browser adds to signing in: it says whether anybody is at the keyboard, and tells in words when the server
// no longer knows who asks, so that what was filled in stays on the page until somebody signed in again.

(function () {
  "use strict";

  var ATTENDED_MS = 60000;
  var NOTICE = "signed-out";
  var lastTouched = Date.now();
  var plainFetch = window.fetch;

  ["pointerdown", "keydown", "wheel"].forEach(function (name) {
    window.addEventListener(
      name,
      function () {
        lastTouched = Date.now();
      },
      { capture: true, passive: true }
    );
  });

  function accountOfPage() {
    var named = document.querySelector("meta[name='kompas-account']");
    return named ? named.content : "";
  }

  function view() {
    return window.location.pathname + window.location.search;
  }

  function remove() {
    var shown = document.getElementById(NOTICE);
    if (shown) {
      shown.remove();
    }
  }

  function part(tag, text) {
    var made = document.createElement(tag);
    made.textContent = text;
    return made;
  }

  function tell(words) {
    var said = words[document.documentElement.lang === "en" ? "en" : "nl"];
    var shown = document.getElementById(NOTICE);
    if (shown && shown.firstChild.textContent === said.title) {
      return; // a screen that asks by itself would have it read aloud again and again
    }
    remove();
    var notice = document.createElement("div");
    notice.id = NOTICE;
    notice.className = "kompas-signed-out";
    notice.setAttribute("role", "alert");
    var link = part("a", said.link);
    link.href = "/sign-in?next=" + encodeURIComponent(view());
    link.target = "_blank";
    link.rel = "noopener";
    notice.append(part("strong", said.title), part("p", said.text), link);
    document.body.append(notice);
    // An open panel keeps the Tab key to itself, so the link is gone to at once, but never under somebody's typing.
    if (!/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
      link.focus();
    }
  }

  function isOurs(request) {
    return new URL(typeof request === "string" ? request : request.url || request, window.location.href).origin === window.location.origin;
  }

  window.fetch = function (request, options) {
    if (!isOurs(request)) {
      return plainFetch.apply(window, arguments);
    }
    var headers = new Headers((options && options.headers) || (request && request.headers) || {});
    headers.set("X-Kompas-Account", accountOfPage());
    if (Date.now() - lastTouched < ATTENDED_MS) {
      headers.set("X-Kompas-Attended", "1");
    }
    return plainFetch.call(window, request, Object.assign({}, options, { headers: headers })).then(function (answer) {
      if ([401, 403, 409].indexOf(answer.status) >= 0) {
        answer.clone().json().then(tell, function () {});
      } else if (answer.status === 423) {
        window.location.reload(); // models were suspended since the screen was made: it is made again, and says so
      } else if (answer.ok) {
        remove();
      }
      return answer;
    });
  };

  function cookie(name) {
    var found = document.cookie.split("; ").filter(function (item) {
      return item.replace(/^__Host-/, "").indexOf(name + "=") === 0;
    })[0];
    return found ? decodeURIComponent(found.slice(found.indexOf("=") + 1)) : "";
  }

  // A form that is sent by the browser itself carries what shows that it is ours; it changes with every sign-in.
  document.addEventListener("submit", function (event) {
    if (event.target.method === "post") {
      var field = event.target.querySelector("input[name='form_token']") || document.createElement("input");
      field.type = "hidden";
      field.name = "form_token";
      field.value = cookie("kompas_form");
      event.target.append(field);
    }
  });
})();
