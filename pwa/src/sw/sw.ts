/* The service worker, split by event. Built as a classic script. */
import './fetch'
import './push'
import './sync'
